import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { validKey } from '../../test/helpers/facts.ts';
import { chatBody } from '../../test/helpers/gateway.ts';
import { systemPython } from '../../test/helpers/system.ts';

const programs = {
  curl: ['curl'],
  node: ['fetch', 'https', 'openai'],
  python: ['urllib', 'requests', 'httpx'],
  go: ['go'],
} as const;
type Program = keyof typeof programs;

/** In the order of the tables. `go` is asked only where Debian's is installed. */
export const clients = [...programs.curl, ...programs.node, ...programs.python, ...programs.go] as const;
export type Client = (typeof clients)[number];

/** The version whose words the tables hold: Debian 12's. */
const hasGo = / go1\.19[. ]/.test(spawnSync('go', ['version'], { encoding: 'utf8' }).stdout ?? '');
export const clientsHere: readonly Client[] = clients.filter((client) => client !== 'go' || hasGo);

export const isOfNode = (client: Client) => programs.node.some((name) => name === client);

export interface Case {
  /** Unique among the cases of a run. */
  readonly name: string;
  readonly client: Client;
  readonly url: string;
  readonly asks: 'whole' | 'stream';
  /** Time limit that the client sets itself. */
  readonly limitMs: number;
  /** Requests, one after the other, each on a connection of its own. */
  readonly tries: number;
  /** For Node's fetch, which reads no `HTTPS_PROXY`. */
  readonly proxy?: string;
}

export type Verify = 'on' | 'off' | 'host-name-off';
export type Version = 'any' | '1.2';

export interface Setting {
  readonly verify: Verify;
  readonly version: Version;
  /** Besides PATH, all that the clients' environment has. */
  readonly env: Readonly<Record<string, string>>;
  /** Flags of curl or Node itself. */
  readonly flags?: readonly string[];
  /** Variables that Node's program sets in its own environment before its first request. */
  readonly lateEnv?: Readonly<Record<string, string>>;
}

/** What each client reports of each case, and the versions of the clients that were asked. */
export interface Told {
  readonly outcomes: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
}

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const headers = { authorization: `Bearer ${validKey}`, 'content-type': 'application/json' };
const bodies = { whole: chatBody(), stream: chatBody({ stream: true }) };

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function execute(
  command: readonly [string, ...string[]],
  input: string,
  env: Setting['env'],
): Promise<Ended & { readonly err: string }> {
  const [program, ...args] = command;
  const own = { PATH: process.env['PATH'] ?? '', HOME: homedir(), PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(program, args, { stdio: 'pipe', env: { ...own, ...env } });
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

/** Requests of one program at a time; a process each of curl. */
const atOnce = 12;
const curlsAtOnce = 6;

/** For what follows upon a request to be done, such as closing the port. */
const betweenTriesMs = 100;

function curlCommand({ url, asks, limitMs }: Case, setting: Setting): [string, ...string[]] {
  const fields = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  return [
    ...(['curl', '--disable', '--silent', '--no-buffer', '--max-time', String(limitMs / 1_000)] as const),
    ...(setting.version === '1.2' ? ['--tls-max', '1.2'] : []),
    ...(setting.verify === 'off' ? ['--insecure'] : []),
    ...(setting.flags ?? []),
    ...fields,
    ...['--data-binary', bodies[asks], '--write-out', '\\n%{http_code}', url],
  ];
}

/** curl's own exit code, or `ok` for a 200 that came whole. */
async function byCurl(one: Case, setting: Setting): Promise<string> {
  const told: string[] = [];
  for (let count = 0; count < one.tries; count += 1) {
    if (count > 0) await setTimeout(betweenTriesMs);
    const { code, out } = await execute(curlCommand(one, setting), '', setting.env);
    const status = out.slice(out.lastIndexOf('\n') + 1);
    const whole = one.asks === 'stream' ? out.includes('data: [DONE]\n\n') : out.includes('}');
    if (code !== 0) told.push(String(code));
    else if (status !== '200') told.push(`HTTP ${status}`);
    else told.push(whole ? 'ok' : 'ok, short');
  }
  return told.join('; ');
}

async function allByCurl(cases: readonly Case[], setting: Setting): Promise<Told> {
  const outcomes: Record<string, string> = {};
  const waiting = cases.values();
  const worker = async () => {
    for (const one of waiting) outcomes[one.name] = await byCurl(one, setting);
  };
  await Promise.all(Array.from({ length: curlsAtOnce }, worker));
  const { out } = await execute(['curl', '--version'], '', {});
  const [, curl, openssl] = /^curl ([\d.]+)(?:.*OpenSSL\/(\S+))?/.exec(out) ?? [];
  return { outcomes, versions: { curl: `curl ${curl} (OpenSSL ${openssl})` } };
}

function commandOf(program: Exclude<Program, 'curl'>, { version, flags = [] }: Setting) {
  const max = version === '1.2' ? ['--tls-max-v1.2'] : [];
  switch (program) {
    case 'node':
      return [process.execPath, ...max, ...flags, beside('./node.mjs')] as const;
    case 'python':
      return [systemPython, beside('./python.py')] as const;
    case 'go':
      return ['go', 'run', beside('./go.go')] as const;
  }
}

interface Manifest {
  readonly version: string;
}

const sdkManifest = new URL('../../node_modules/openai/package.json', import.meta.url);

async function byProgram(program: Program, cases: readonly Case[], setting: Setting): Promise<Told> {
  if (program === 'curl') return allByCurl(cases, setting);
  const { verify, version, env, lateEnv } = setting;
  const openai = (JSON.parse(readFileSync(sdkManifest, 'utf8')) as Manifest).version;
  const asked = { cases, verify, version, lateEnv, headers, bodies };
  const job = { ...asked, atOnce, betweenTriesMs, openai };
  const switched = verify === 'off' ? { NODE_TLS_REJECT_UNAUTHORIZED: '0' } : {};
  const command = commandOf(program, setting);
  const { code, out, err } = await execute([...command], JSON.stringify(job), { ...env, ...switched });
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${err}`);
  return JSON.parse(out) as Told;
}

/** Asks all cases, with one process for each program; curl has one for each request. */
export async function ask(cases: readonly Case[], setting: Setting): Promise<Told> {
  const parts = await Promise.all(
    (Object.keys(programs) as Program[]).map((program) => {
      const own = cases.filter(({ client }) => programs[program].some((name) => name === client));
      return own.length === 0 ? { outcomes: {}, versions: {} } : byProgram(program, own, setting);
    }),
  );
  return {
    outcomes: Object.assign({}, ...parts.map(({ outcomes }) => outcomes)),
    versions: Object.assign({}, ...parts.map(({ versions }) => versions)),
  };
}

/** The environment of clients that trust what the file holds, each by its own variable. */
export function trusting(ca: string): Readonly<Record<string, string>> {
  return { NODE_EXTRA_CA_CERTS: ca, SSL_CERT_FILE: ca, REQUESTS_CA_BUNDLE: ca, CURL_CA_BUNDLE: ca };
}
