import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import aiProvider from '@ai-sdk/openai-compatible/package.json' with { type: 'json' };
import langchainCore from '@langchain/core/package.json' with { type: 'json' };
import langchain from '@langchain/openai/package.json' with { type: 'json' };
import ai from 'ai/package.json' with { type: 'json' };
import { VERSION } from 'openai/version';
import { validKey } from '../../test/helpers/facts.ts';
import { systemPython } from '../../test/helpers/system.ts';

const programs = {
  curl: ['curl'],
  node: ['fetch', 'openai', 'openai helper', 'AI SDK', 'LangChain'],
  python: ['httpx', 'requests'],
} as const;
type Program = keyof typeof programs;

/** In the order of the tables. */
export const clients = [...programs.curl, ...programs.node, ...programs.python] as const;
export type Client = (typeof clients)[number];

/** `whole`: the client asks for one JSON body. */
export type Asks = 'stream' | 'whole';

/**
 * As its documentation begins; with the lines that help; with an AbortSignal and nothing else, which is half
 * of them.
 */
export type Manner = 'plain' | 'careful' | 'signal alone';

export interface Case {
  /** Unique among the cases of a run. */
  readonly name: string;
  readonly client: Client;
  /** Base, ending in `/v1`. */
  readonly url: string;
  readonly asks: Asks;
  /** Time limit that the client sets itself, by the option that it has for it. */
  readonly limitMs: number;
  readonly manner: Manner;
}

/** What a client came away with. */
export interface Ending {
  /** `waits on`: not even its own limit ended it. */
  readonly how: 'returned' | 'raised' | 'waits on';
  /** Class and code of what it raised, and when. */
  readonly said?: string;
  readonly afterMs?: number;
  /** What the application holds; `null`: an answer that has no text. */
  readonly text: string | null;
  readonly finish?: string | null;
  /** What it told a callback that hardly anybody sets. */
  readonly aside?: string;
}

export interface Told {
  readonly endings: Readonly<Record<string, Ending>>;
  readonly versions: Readonly<Record<string, string>>;
}

const model = 'Omniva/Kimi-K2.6';
const prompt = 'hello';
const messages = [{ role: 'user', content: prompt }];

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function execute([program = '', ...args]: readonly string[], input: string): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: homedir(), PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(program, args, { stdio: 'pipe', env });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A program that reads nothing, such as curl with the body among its arguments.
  child.stdin.on('error', () => {}).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

interface Choice {
  readonly delta?: { readonly content?: string };
  readonly message?: { readonly content?: string };
  readonly finish_reason?: string | null;
}

function choiceIn(json: string): Choice | undefined {
  try {
    return (JSON.parse(json) as { readonly choices?: readonly Choice[] }).choices?.[0];
  } catch {
    // curl does not read it either.
    return undefined;
  }
}

/** What is in curl's output, by a reader that nothing disturbs. */
function readCurl(asks: Asks, out: string): Pick<Ending, 'text' | 'finish'> {
  if (asks === 'whole') {
    const choice = choiceIn(out);
    return { text: choice?.message?.content ?? null, finish: choice?.finish_reason ?? null };
  }
  const choices = out
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => choiceIn(line.slice('data: '.length)));
  const finish = choices
    .map((choice) => choice?.finish_reason)
    .findLast((reason) => typeof reason === 'string');
  return { text: choices.map((choice) => choice?.delta?.content ?? '').join(''), finish: finish ?? null };
}

async function byCurl({ url, asks, limitMs, manner }: Case): Promise<Ending> {
  const body = JSON.stringify({ model, messages, stream: asks === 'stream' });
  const begun = performance.now();
  const { code, out } = await execute(
    [
      ...['curl', '--disable', '--silent', '--no-buffer', '--max-time', String(limitMs / 1_000)],
      ...['--header', `Authorization: Bearer ${validKey}`, '--header', 'Content-Type: application/json'],
      ...['--data-binary', body, `${url}/chat/completions`],
    ],
    '',
  );
  const read = readCurl(asks, out);
  if (code !== 0) return { how: 'raised', said: `exit ${code}`, afterMs: performance.now() - begun, ...read };
  // The line that helps: `| grep -q '"finish_reason":"'`, and `| jq -e '.choices[0].finish_reason'`.
  const isFinished = asks === 'stream' ? out.includes('"finish_reason":"') : read.finish !== null;
  if (manner === 'careful' && !isFinished) return { how: 'raised', said: 'CutShort', ...read };
  return { how: 'returned', ...read };
}

/** So long after its own limit a client counts as waiting for ever. */
const graceMs = 3_000;

/** Requests of one program at a time; a process each of curl. */
const atOnce = 24;
const curlsAtOnce = 6;

async function allByCurl(cases: readonly Case[]): Promise<Told> {
  const endings: Record<string, Ending> = {};
  const waiting = cases.values();
  const worker = async () => {
    for (const one of waiting) endings[one.name] = await byCurl(one);
  };
  await Promise.all(Array.from({ length: curlsAtOnce }, worker));
  const { out } = await execute(['curl', '--version'], '');
  return { endings, versions: { curl: `curl ${/^curl ([\d.]+)/.exec(out)?.[1]}` } };
}

const packages = [{ name: 'openai', version: VERSION }, ai, aiProvider, langchain, langchainCore];

async function byProgram(program: Program, cases: readonly Case[]): Promise<Told> {
  if (program === 'curl') return allByCurl(cases);
  const command =
    program === 'node' ? [process.execPath, beside('./node.mjs')] : [systemPython, beside('./python.py')];
  const job = { cases, apiKey: validKey, model, prompt, atOnce, graceMs };
  const { code, out, err } = await execute(command, JSON.stringify(job));
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${err}`);
  const told = JSON.parse(out) as Told;
  const ofPackages = Object.fromEntries(packages.map(({ name, version }) => [name, `${name} ${version}`]));
  return program === 'node' ? { ...told, versions: { ...told.versions, ...ofPackages } } : told;
}

/** Asks all cases, with one process for each program; curl has one for each request. */
export async function ask(cases: readonly Case[]): Promise<Told> {
  const parts = await Promise.all(
    (Object.keys(programs) as Program[]).map((program) =>
      byProgram(
        program,
        cases.filter(({ client }) => programs[program].some((name) => name === client)),
      ),
    ),
  );
  return {
    endings: Object.assign({}, ...parts.map(({ endings }) => endings)),
    versions: Object.assign({}, ...parts.map(({ versions }) => versions)),
  };
}
