import { expect, test } from 'vitest';
import { error } from '../../../src/faults/error.ts';
import { luckOf } from '../../../src/lib/luck.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { requestFacts, someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { stream } from '../../helpers/steps.ts';
import { applied, type Told, told } from './applied.ts';

const inUse = platformInUse();

async function refused(params: Readonly<Record<string, unknown>>, injection = 0): Promise<Told> {
  return told(await applied(error, params, stream, { injection }));
}

test('an error is picked by status, by code or by its own name', async () => {
  const byCode = await refused({ code: 'rate_limited' });
  expect(byCode).toEqual(await refused({ entry: 'rate-limited' }));
  expect(byCode).toEqual(await refused({ status: 429 }));
  expect(byCode.status).toBe(429);
  expect(JSON.parse(byCode.body)).toMatchObject({ error: { code: 'rate_limited' } });
  expect(byCode.headers).toMatchObject({ 'Retry-After': '5', 'Content-Length': String(byCode.body.length) });
});

test('an error wears the envelope of the surface that was asked', async () => {
  const facts = requestFacts(inUse, { path: '/api/keys' });
  const { body } = told(await applied(error, { status: 500 }, stream, { facts }));
  expect(Object.keys(JSON.parse(body))).toEqual(['code', 'error']);
});

test.each([
  ['2s', { 'Retry-After': '2' }],
  ['1200ms', { 'Retry-After': '2' }],
  ['0s', { 'Retry-After': '0' }],
  [{ ms: '1500ms' }, { 'retry-after-ms': '1500' }],
  [{ raw: 'soon' }, { 'Retry-After': 'soon' }],
  [{ date: '60s' }, { 'Retry-After': fixedClock().httpDate(someTime + 60_000) }],
  [{ date: '-60s' }, { 'Retry-After': fixedClock().httpDate(someTime - 60_000) }],
  ['none', {}],
])('Retry-After of %j', async (retryAfter, fields) => {
  const { headers } = await refused({ status: 429, retryAfter });
  const shown = Object.entries(headers).filter(([name]) => name.toLowerCase().startsWith('retry'));
  expect(Object.fromEntries(shown)).toEqual(fields);
});

test('a list of waits gives one to each injection, and the last one to all that follow', async () => {
  const waits = [];
  for (let injection = 0; injection < 4; injection += 1) {
    const { headers } = await refused({ status: 429, retryAfter: ['5s', 'none', '7s'] }, injection);
    waits.push(headers['Retry-After'] ?? 'none');
  }
  expect(waits).toEqual(['5', 'none', '7', '7']);
});

test('a scrambled message changes the human text and nothing else', async () => {
  const plain = await refused({ status: 404 });
  const scrambled = await refused({ status: 404, message: 'scrambled' });
  const [one, other] = [JSON.parse(plain.body), JSON.parse(scrambled.body)];
  expect(other.error.message).not.toBe(one.error.message);
  expect(other.error.message).toHaveLength(one.error.message.length);
  expect({ ...other.error, message: '' }).toEqual({ ...one.error, message: '' });
  expect(scrambled.headers).toEqual(plain.headers);
});

test('the same luck scrambles alike, another does not', async () => {
  const scramble = async (seed: number) =>
    told(await applied(error, { status: 404, message: 'scrambled' }, stream, { luck: luckOf(seed) })).body;
  expect(await scramble(1)).toBe(await scramble(1));
  expect(await scramble(1)).not.toBe(await scramble(2));
});

test('a message and a param of its own', async () => {
  const { body } = await refused({ status: 422, message: 'Too warm.', param: 'temperature' });
  expect(JSON.parse(body).error).toMatchObject({ message: 'Too warm.', param: 'temperature' });
});

test('a phrase and fields of its own, which replace those of the same name', async () => {
  const headers = { 'retry-after': '9', 'Set-Cookie': ['a=1', 'b=2'] };
  const [head] = await applied(error, { status: 429, reason: 'Slow Down', headers }, stream);
  if (head?.kind !== 'head') throw new Error('no head came first');
  expect(head.reason).toBe('Slow Down');
  const pairs = head.headers.join(' | ');
  expect(pairs).toContain('retry-after | 9 | Set-Cookie | a=1 | Set-Cookie | b=2');
  expect(pairs).not.toContain('Retry-After');
});

test('an error says no length of its own', () => {
  const given = { status: 429, headers: { 'content-length': '1', 'X-Any': '1' } };
  const objections = error.objections?.(error.params.parse(given), inUse, ['public']) ?? [];
  expect(objections.map(({ path, message }) => [...path, message].join(' '))).toEqual([
    'headers Content-Length follows from the body of the entry; write the answer with the fault respond',
  ]);
});

test.each([
  {},
  { status: 429, code: 'rate_limited' },
  { status: 200 },
  { status: 600 },
  { status: 429, retryAfter: '5' },
])('an error that says %j is refused', (params) => {
  expect(error.params.safeParse(params).success).toBe(false);
});
