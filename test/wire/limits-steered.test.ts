import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { badgateway, hosted, type Serving, serving } from '../helpers/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

const token = 'a-token-of-this-test';
const key = 'sk-oais-planted0123456789abcdef';
const file = join(folder, 'state.jsonl');
const scenario = join(folder, 'limited.yaml');
writeFileSync(
  scenario,
  `scenario: Five an hour
platform: token-factory
rateLimits:
  - { id: five, rate: 5 requests per hour, by: key, algorithm: fixed-window, when: { route: models } }
  - { id: day, rate: 100 requests per day, algorithm: sliding-window, when: { route: models } }
keys:
  - { key: ${key}, id: worker }
  - { key: sk-oais-planted-and-revoked, id: leaving }
  - { key: sk-oais-planted-before, id: turned }
  - { key: sk-oais-planted-for-one-use, id: once, revokedAfter: 1 }
replicas: { Omniva/*: { total: 3 } }
`,
);

const start = () => serving([scenario, '--clock', 'manual', '--control-token', token, '--state', file]);

async function status({ url }: Serving): Promise<number> {
  const answer = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
  await answer.arrayBuffer();
  return answer.status;
}

async function statuses(gateway: Serving, count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) seen.push(await status(gateway));
  return seen;
}

async function chatted({ url }: Serving, by: string): Promise<number> {
  const headers = { authorization: `Bearer ${by}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content: 'hi' }] });
  const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

/** A key that a route of the stub makes. */
async function madeKey({ url }: Serving): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'made' });
  const answer = await fetch(`${url}/api/keys`, { method: 'POST', headers, body });
  return ((await answer.json()) as { secret: string }).secret;
}

async function ctl({ controlUrl }: Serving, ...words: readonly string[]): Promise<string> {
  const { code, out, err } = await hosted([
    'ctl',
    ...words,
    '--control-url',
    controlUrl,
    '--control-token',
    token,
  ]);
  expect([code, err]).toEqual([0, '']);
  return out;
}

async function levels({ controlUrl }: Serving) {
  const answer = await fetch(`${controlUrl}/limits`, { headers: { authorization: `Bearer ${token}` } });
  return answer.json();
}

const used = { origin: 'seen', key: 'sk-oa**********cdef' };

/** With each key in turn: revoked, the old and the new one of a rotation, used up, made by a client. */
async function byKeys(gateway: Serving, made: string): Promise<number[]> {
  const ends = ['and-revoked', 'before', 'after', 'for-one-use'].map((end) => `sk-oais-planted-${end}`);
  const met: number[] = [];
  for (const each of [...ends, made, key]) met.push(await chatted(gateway, each));
  return met;
}

test('levels are reached, read, set, moved on, and kept over restarts with keys and replicas', async () => {
  const first = await start();
  expect(await statuses(first, 6)).toEqual([200, 200, 200, 200, 200, 429]);
  const says = '5 requests per hour';
  expect(await levels(first)).toMatchObject({
    limits: [
      { id: 'five', says, refusals: 1, others: 0, keys: [{ ...used, remaining: 0, refusals: 1 }] },
      { id: 'day', refusals: 0, keys: [{ key: '', remaining: 95, waitMs: 0, refusals: 0 }] },
    ],
  });
  const shown = await ctl(first, 'limits');
  expect(shown).toContain('five in limited: 5 requests per hour for each key; 1 request without room\n');
  expect(shown).toMatch(/^ {2}sk-oa\*{10}cdef {2}░{20} {2}0 of 5 left {2}1 without room {2}room in 59m5/m);
  expect(shown).toMatch(/^ +█{19}░ {2}95 of 100 left/m);
  await ctl(first, 'advance', '1h');
  expect(await statuses(first, 1)).toEqual([200]);
  expect(await ctl(first, 'set-limit', 'five', '--remaining', '1', '--key', key)).toMatch(/^keys +1$/m);
  expect(await statuses(first, 2)).toEqual([200, 429]);
  const made = await madeKey(first);
  expect(await byKeys(first, made)).toEqual([200, 200, 401, 200, 200, 200]);
  await ctl(first, 'revoke-key', 'leaving');
  await ctl(first, 'rotate-key', 'turned', '--to', 'sk-oais-planted-after', '--grace', '2h');
  expect(await byKeys(first, made)).toEqual([401, 200, 200, 401, 200, 200]);
  await ctl(first, 'set-replicas', 'Omniva/*', '--healthy', '0');
  expect(await chatted(first, key)).toBe(503);
  expect(await first.stop('SIGTERM')).toBe(0);

  const text = readFileSync(file, 'utf8');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(text).not.toMatch(`planted|${made}`);

  const second = await start();
  const kept = { origin: 'kept', key: expect.stringMatching(/^[0-9a-f]{8}$/), remaining: 0 };
  expect(await levels(second)).toMatchObject({
    limits: [
      { id: 'five', refusals: 2, keys: [kept] },
      { id: 'day', keys: [{ origin: 'kept', remaining: 93 }] },
    ],
  });
  // The key is known again, and so is its usage.
  expect(await status(second)).toBe(429);
  expect(await chatted(second, key)).toBe(503);
  await ctl(second, 'set-replicas', 'Omniva/*');
  expect(await ctl(second, 'keys')).toMatch(/leaving.+revoked/);
  expect(await byKeys(second, made)).toEqual([401, 200, 200, 401, 200, 200]);
  await ctl(second, 'advance', '2h');
  expect(await byKeys(second, made)).toEqual([401, 401, 200, 401, 200, 200]);
  await ctl(second, 'set-limit', 'five', '--remaining', '2');
  expect(await statuses(second, 3)).toEqual([200, 200, 429]);
  const written = () => readFileSync(file, 'utf8').includes('"refusals":4');
  await vi.waitFor(() => expect(written()).toBe(true), { timeout: 60_000, interval: 100 });
  await second.stop('SIGKILL');

  const third = await start();
  expect(await status(third)).toBe(429);
  expect(await byKeys(third, made)).toEqual([401, 401, 200, 401, 200, 200]);
  await ctl(third, 'reset', 'counters');
  expect(await status(third)).toBe(200);
  expect(await byKeys(third, made)).toEqual([200, 200, 401, 200, 401, 200]);
  expect(await third.stop('SIGTERM')).toBe(0);
});

test.each([
  ['cut', (text: string) => text.slice(0, -20), ':3: its end is missing'],
  [
    'damaged',
    (text: string) => text.replace('"limit":', '"limt":'),
    ':2: expected a limit, or a key of the limit',
  ],
  [
    'damaged in its keys',
    (text: string) =>
      text.replace(/\{"scenario.*/, '{"scenario":"limited","label":"","admission":{"keys":1}}'),
    ':2: expected a limit, or a key of the limit before it, or keys and replicas of a run',
  ],
  ['foreign', () => 'scenario: x\n', ':1: it is no state of badgateway, or not of version 1 of its form'],
] as const)('a state file that is %s is refused with its place', async (_, damage, says) => {
  const other = join(folder, 'other.jsonl');
  const whole = [
    `{"badgateway":"state","version":1,"salt":"${'0'.repeat(32)}"}`,
    '{"scenario":"limited","label":"","limit":"five","counts":"x","at":1,"refusals":0}',
    `{"digest":"${'a'.repeat(64)}","saved":[1,2]}`,
    '{"lines":3}\n',
  ].join('\n');
  writeFileSync(other, damage(whole));
  const { code, err } = await badgateway([
    'serve',
    scenario,
    '--port',
    '0',
    '--control-port',
    '0',
    '--state',
    other,
  ]);
  expect([code, err]).toEqual([2, expect.stringContaining(`Failed to read --state ${other}${says}`)]);
  expect(err).toContain('; name a file that badgateway serve --state wrote, or remove it to begin empty');
});
