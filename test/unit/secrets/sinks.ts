import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { createAdmissionState, saveAdmission } from '../../../src/admission/state/admission-state.ts';
import { run } from '../../../src/command/program.ts';
import { shownCommand } from '../../../src/drill/command-line.ts';
import { requestMatcher } from '../../../src/engine/match.ts';
import { keysInHeadersOnly } from '../../../src/expectations/keys-in-headers-only.ts';
import { createBodyTexts } from '../../../src/gateway/body-texts.ts';
import { writeState } from '../../../src/gateway/state-file.ts';
import { createJournal } from '../../../src/journal/journal.ts';
import { requestEntry } from '../../../src/journal/request-entry.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createLog, logLevels } from '../../../src/lib/log.ts';
import type { Terminal } from '../../../src/lib/terminal.ts';
import { reports } from '../../../src/report/index.ts';
import { healthyScenario } from '../../../src/scenario/defaults.ts';
import { isSecret, type Place } from '../../../src/secrets/names.ts';
import { createRedactor } from '../../../src/secrets/redact.ts';
import { askedOf } from '../../../src/tape/asked.ts';
import { lineOf } from '../../../src/tape/line.ts';
import { createSecretMaskers } from '../../../src/tape/secret-masker.ts';
import { engineOf } from '../../helpers/engine.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { judgement } from '../../helpers/judgement.ts';
import { platformInUse } from '../../helpers/platform.ts';
import type { Planted } from './planted.ts';

/** Something in which a person, or another program, may read what was planted. */
export interface Sink {
  readonly name: string;
  /** From where a secret can come into it. */
  readonly places: readonly Place[];
  /** Whether each row leaves a mark there, where its secret was; a report has no room for some. */
  readonly marked: 'each' | 'some';
  /** All that is said there of a secret that was planted in those places. */
  show(planted: Planted, folder: string, all: readonly Planted[]): string | Promise<string>;
}

const inUse = platformInUse();
const redactor = createRedactor([inUse.platform]);
const scenario = healthyScenario(inUse, 'healthy.yaml');
const bodyTexts = createBodyTexts(65_536, []);
const requestPlaces = ['header', 'query', 'body'] as const;

export const has = ({ places: secretIn }: Planted, place: Place) => secretIn.includes(place);

export const queryOf = ({ name, value }: Planted) => `${name}=${encodeURIComponent(value)}`;

/** What a client sends that has the secret wherever it is one. */
function factsOf(planted: Planted) {
  const { name, value } = planted;
  const lower = name.toLowerCase();
  return requestFacts(inUse, {
    path: `/v1/chat/completions${has(planted, 'query') ? `?${queryOf(planted)}` : ''}`,
    headers: { ...(has(planted, 'header') ? { [lower]: value } : {}) },
    body: { model: 'any', ...(has(planted, 'body') ? { [name]: value } : {}) },
    facts: {
      client: has(planted, 'header')
        ? `agent ${lower.includes('-') ? `${name}: ` : ''}${shownAlone(planted)}`
        : null,
    },
  });
}

/** In free text a name of one word tells nothing: there only forms and compound names are looked for. */
function shownAlone({ name, row, value }: Planted): string {
  return name === row && !name.includes('-') ? '' : value;
}

function outcomeOf(planted: Planted) {
  const { name, value } = planted;
  const when = {
    ...(has(planted, 'header') ? { header: { [name]: [value] } } : {}),
    ...(has(planted, 'body') ? { body: { [`/${name}`]: [value] } } : {}),
  };
  const because = requestMatcher(when).says;
  return { rule: 'r', outcome: 'fired', because, faults: [] } as const;
}

/** A client may repeat in its body what it sends in a field or in the query. */
function bodyOf(planted: Planted): Buffer {
  const { name, value } = planted;
  const isCarried = has(planted, 'header') || has(planted, 'query');
  const said = isCarried && value.length >= 8 ? { prompt: `my secret is ${value}` } : {};
  return Buffer.from(JSON.stringify({ ...said, ...(has(planted, 'body') ? { [name]: value } : {}) }));
}

export function entryOf(planted: Planted) {
  const raw = has(planted, 'header') ? [planted.name, planted.value] : [];
  const query = has(planted, 'query') ? `/?${queryOf(planted)}` : '/';
  const facts = factsOf(planted);
  const body = { bytes: bodyOf(planted), extent: 'whole' } as const;
  return requestEntry(
    {
      ...{ facts, body: bodyTexts({ body, facts, scenario }) },
      ...{ scenario: 's', label: '', rules: [outcomeOf(planted)], source: 'stub', endedAt: 0 },
      played: {
        ...{ status: 200, headers: redactor.headers([...raw, 'Location', query]), headAt: 0, error: null },
        ...{ frames: 1, bytes: 1, pauses: [], ending: 'complete' },
      },
      costUsd: null,
      upstreamMs: null,
      upstreamFailure: null,
    },
    redactor,
  );
}

async function logged(level: 'debug' | 'info' | 'warn' | 'error', planted: Planted): Promise<string> {
  let text = '';
  for (const isTTY of [true, false]) {
    const target = { isTTY, write: (part: string) => (text += part) };
    const redact = redactor.text;
    const log = createLog({
      ...{ level, json: false, target, clock: systemClock, redact },
      isSecret: (field) => isSecret('log', field),
    });
    log[level]({ nested: { [planted.name]: planted.value } }, 'said');
    if (planted.name === 'x-any') log[level]({}, `failed for ${planted.value}`);
    await log.flush();
  }
  return text;
}

async function journalled(planted: Planted, file: string | null): Promise<string> {
  const onError = (message: string) => {
    throw new Error(message);
  };
  const bounds = { maxEntries: 10, maxBytes: 100_000 };
  const journal = createJournal({ ...bounds, file, onFileError: onError });
  journal.append(entryOf(planted));
  await journal.close();
  return file === null ? JSON.stringify(journal.entries()) : readFileSync(file, 'utf8');
}

/** Runs a command in this process; all that it writes. */
export async function said(args: readonly string[]): Promise<string> {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const terminal: Terminal = {
    ...{ out: write, err: write, logTarget: { write }, env: process.env, columns: 0, colour: false },
    stopSignal: () => new Promise(() => {}),
    onStatusSignal: () => {},
    onFaultStopSignal: () => {},
  };
  await run(args, terminal);
  return text;
}

export function ruleOf(planted: Planted): string {
  const { name, value } = planted;
  const parts = [
    has(planted, 'header') ? `header: { ${name}: "${value}" }` : '',
    has(planted, 'body') || has(planted, 'yaml') ? `body: { /${name}: "${value}" }` : '',
    name === 'key' ? `key: "${value}"` : '',
  ];
  return `{ ${parts.filter((part) => part !== '').join(', ')} }`;
}

/** A file of its own: what a command says of it has no other secret. */
function scenarioFile(folder: string, planted: Planted, text: string): string {
  const file = join(mkdtempSync(join(folder, 'scenario-')), 'planted.yaml');
  const keys = planted.name === 'keys' ? `stub: { keys: ["${planted.value}"] }\n` : '';
  writeFileSync(file, keys + text);
  return file;
}

async function explained(planted: Planted, folder: string): Promise<string> {
  const file = scenarioFile(folder, planted, `rules: [{ when: ${ruleOf(planted)}, faults: [500] }]\n`);
  const texts = await Promise.all([said(['explain', file]), said(['explain', '--json', file])]);
  return texts.join('\n');
}

async function checked(planted: Planted, folder: string): Promise<string> {
  const { name, value } = planted;
  const text = `rules: [{ when: ${ruleOf(planted)}, falts: [500] }]\n${name}: [ "${value}", *x ]\n`;
  const broken = scenarioFile(folder, planted, text);
  const refused = scenarioFile(folder, planted, text.replace(', *x', ''));
  const texts = await Promise.all(
    [broken, refused].flatMap((file) => [said(['check', file]), said(['check', '--json', file])]),
  );
  return texts.join('\n');
}

async function refused(planted: Planted): Promise<string> {
  const { name, value } = planted;
  const given = name === 'x-any' ? value : `https://gateway.example/v1?${queryOf(planted)}`;
  const flags = ['--upstream', '--port', '--platform', '--rule', '--log-level'];
  const texts = [await said(['serve', given])];
  for (const flag of flags) {
    texts.push(await said(['serve', flag, given]));
    vi.stubEnv(`BADGATEWAY_${flag.slice(2).toUpperCase().replace('-', '_')}`, given);
    texts.push(await said(['serve']));
    vi.unstubAllEnvs();
  }
  return texts.join('\n');
}

function taped(planted: Planted): string {
  const facts = factsOf(planted);
  const { name, value } = planted;
  const raw = has(planted, 'header') ? [name, value] : [];
  const maskerOf = createSecretMaskers(inUse.platform, []);
  const masker = maskerOf(facts, raw);
  const body = Buffer.from(JSON.stringify(has(planted, 'body') ? { [name]: value } : {}));
  const response = {
    ...{ status: 200, reason: 'OK', headMs: 0, hidden: 0, trailers: masker.headers(raw) },
    headers: masker.headers(raw),
    chunks: [{ atMs: 0, bytes: masker.responseBody(body) }],
  };
  return lineOf({ at: 0, request: askedOf(facts, maskerOf(facts)), response });
}

/** As a person types it. */
export function wordsOf(planted: Planted): string[] {
  const { name, value } = planted;
  const url = has(planted, 'query') ? [`https://gateway.example/?${queryOf(planted)}`] : [];
  const shaped = name === 'x-any' ? [value] : url;
  const option = has(planted, 'log') ? [`--${name}`, value, `--${name}=${value}`] : [];
  return [...shaped, ...option];
}

function reported(planted: Planted, write: (typeof reports)[number]['write']): string {
  const { url, client, rules, played } = entryOf(planted);
  const told = (at: number) => ({
    ...{ at, error: 'rate-limited', retryAfter: 5, headers: played.headers },
    entry: { url, client, rules, keyBeside: 'query' as const },
  });
  const judged = judgement(
    [{ name: 's', title: 's', calls: [[told(0), told(100)]], expected: [keysInHeadersOnly] }],
    {
      command: shownCommand(['node', ...wordsOf(planted)], {}, [inUse.platform]),
    },
  );
  return write(judged, { colour: false, columns: 0 });
}

/** One run has the secrets of all rows in its command. */
let drilling: Promise<string> | null = null;
function drilled(all: readonly Planted[]): Promise<string> {
  const command = ['healthy', '--', 'node', '-e', '0', '--', ...all.flatMap(wordsOf)];
  drilling ??= Promise.all([said(['drill', '--json', ...command]), said(['drill', ...command])]).then(String);
  return drilling;
}

/** Of keys of which one has the secret as its name, and one was rotated to it. */
function keptKeys({ value }: Planted, digestOf: (key: string) => string) {
  const { keys, replicas } = createAdmissionState(scenario, systemClock);
  const { id } = keys.create(value.startsWith('Bearer ') ? value : `Bearer ${value}`);
  keys.rotate(id, { to: value });
  return saveAdmission({ keys, replicas }, { digestOf, text: redactor.text });
}

/** What is read of limits whose requests are told apart by the secret, and the file that keeps them. */
async function limited(planted: Planted, folder: string): Promise<string> {
  const by = `[key, client, model, 'header:${planted.name}']`;
  const { engine, decideFacts } = await engineOf(
    `rateLimits:\n  - { id: one, rate: 1 request per hour, by: ${by} }\n`,
  );
  decideFacts(factsOf(planted));
  const { limits } = engine;
  if (limits === null) throw new Error('the scenario has no limits');
  const file = join(mkdtempSync(join(folder, 'state-')), 'state.jsonl');
  const digestOf = (key: string) => createHash('sha256').update(key).digest('hex');
  const levels = limits.save(digestOf);
  const admission = keptKeys(planted, digestOf);
  await writeState(file, { salt: '', runs: [{ scenario: 's', label: '', levels, admission }] });
  return `${JSON.stringify(await limits.levels(10, redactor))}\n${readFileSync(file, 'utf8')}`;
}

const levels = logLevels.filter((level) => level !== 'silent');

/** Levels of the log and forms of reports come from their registries: a new one is a sink at once. */
export const sinks: readonly Sink[] = [
  ...levels.map((level): Sink => {
    return {
      name: `log at ${level}`,
      places: ['log'],
      marked: 'each',
      show: (planted) => logged(level, planted),
    };
  }),
  {
    name: 'journal in memory',
    places: requestPlaces,
    marked: 'each',
    show: (planted) => journalled(planted, null),
  },
  {
    name: 'journal in a file',
    places: requestPlaces,
    marked: 'each',
    show: (planted, folder) => journalled(planted, join(mkdtempSync(join(folder, 'journal-')), 'j.jsonl')),
  },
  { name: 'explain', places: ['header', 'body', 'yaml'], marked: 'each', show: explained },
  { name: 'check', places: ['header', 'yaml'], marked: 'each', show: checked },
  { name: 'errors about flags and variables', places: ['query'], marked: 'each', show: refused },
  {
    name: 'levels of limits, and the file that keeps them',
    places: ['header'],
    marked: 'each',
    show: limited,
  },
  { name: 'tape', places: requestPlaces, marked: 'each', show: taped },
  ...reports.map(({ name, write }): Sink => {
    return {
      name: `report ${name}`,
      places: [...requestPlaces, 'log'],
      marked: 'some',
      show: (planted) => reported(planted, write),
    };
  }),
  {
    name: 'standard output of drill',
    places: ['query', 'log'],
    marked: 'some',
    show: (_, __, all) => drilled(all),
  },
];

export const scratch = (): string => mkdtempSync(join(tmpdir(), 'badgateway-secrets-'));
