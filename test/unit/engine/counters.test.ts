import { expect, test } from 'vitest';
import { createCounters } from '../../../src/engine/counters.ts';
import { isOrderIndependent } from '../../../src/engine/order.ts';
import { createOccurrences } from '../../../src/lib/occurrences.ts';
import { engineOf, oneRule, scenarioOf } from '../../helpers/engine.ts';
import { connectionFacts, type Sent, validKey } from '../../helpers/facts.ts';

const call = (n: number) => ({ call: { call: n, attempt: 1, signals: [], certainty: 'certain' as const } });
const connection = (n: number) => ({ connection: { ...connectionFacts, connection: n } });

/** Two that are told apart by each `per`, and one that lacks what it counts by. */
const pairs: readonly (readonly [per: string, one: Sent, other: Sent])[] = [
  ['key', { facts: { key: 'one' } }, { facts: { key: 'two' } }],
  ['key', { facts: { key: 'one' } }, { facts: { key: null } }],
  ['model', { body: { model: 'a' } }, { body: { model: 'b' } }],
  ['model', { body: { model: 'a' } }, { body: {} }],
  ['client', { facts: { client: 'curl' } }, { facts: { client: 'python' } }],
  ['call', { facts: call(1) }, { facts: call(2) }],
  ['connection', { facts: connection(1) }, { facts: connection(2) }],
  ['header:x-test-id', { headers: { 'x-test-id': 'a' } }, { headers: { 'x-test-id': 'b' } }],
  ['header:X-Test-Id', { headers: { 'x-test-id': 'a' } }, {}],
  ['header:x-test-id', { headers: { 'x-test-id': ['a', 'b'] } }, { headers: { 'x-test-id': 'a' } }],
];

test.each(pairs)('per %s: %j and %j are counted apart', async (per, one, other) => {
  const { fired } = await engineOf(oneRule(`id: r\nper: ${per}\ntimes: 1\nfaults: [500]`));
  expect([fired(one), fired(other), fired(one), fired(other)]).toEqual(['r', 'r', '', '']);
});

test.each(pairs)('without per, %s makes no difference', async (_, one, other) => {
  const { fired } = await engineOf(oneRule('id: r\ntimes: 1\nfaults: [500]'));
  expect([fired(one), fired(other), fired(one), fired(other)]).toEqual(['r', '', '', '']);
});

test('what two requests lack is counted together', async () => {
  const { fired } = await engineOf(oneRule('id: r\nper: model\ntimes: 1\nfaults: [500]'));
  expect([fired({ body: {} }), fired({ body: { other: 1 } }), fired()]).toEqual(['r', '', '']);
});

test('a sequence of its own for each call', async () => {
  const { decide } = await engineOf(oneRule('per: call\nsequence: [429, 500]'));
  const status = (n: number) =>
    decide({ facts: call(n) })
      .faults.map(({ says }) => says.replace(/\D+/g, ''))
      .join();
  expect([1, 2, 3, 1, 3, 2, 1].map(status)).toEqual(['429', '429', '429', '500', '500', '500', '']);
});

test('times is exact over many different requests, and so is skip', async () => {
  const { fired } = await engineOf(oneRule('id: r\nskip: 100\ntimes: 250\nfaults: [500]'));
  const hits = Array.from({ length: 1_000 }, (_, n) => fired({ body: { model: `m${n % 64}` } }));
  expect(hits.indexOf('r')).toBe(100);
  expect(hits.filter((hit) => hit === 'r')).toHaveLength(250);
});

test('two rules count apart, and so do two engines of one scenario', async () => {
  const text =
    'rules: [{ id: a, times: 1, faults: [latency: 1s] }, { id: b, times: 2, faults: [latency: 1s] }]';
  const { fired } = await engineOf(text);
  expect([fired(), fired(), fired()]).toEqual(['a,b', 'b', '']);
  expect((await engineOf(text)).fired()).toBe('a,b');
});

test('connections are counted like requests', async () => {
  const { welcome } = await engineOf(oneRule('sequence: [connection-reset, ok, connection-close]'));
  expect([1, 2, 3, 4].map((n) => welcome({ connection: n }))).toEqual([
    ['connection-reset'],
    [],
    ['connection-close'],
    [],
  ]);
});

test('a rule for connections is not asked of requests, nor the other way round', async () => {
  const { welcome, fired } = await engineOf(
    'rules: [{ faults: [connection-close] }, { id: r, faults: [500] }]',
  );
  expect(welcome()).toEqual(['connection-close']);
  expect(fired()).toBe('r');
});

test('stages: a rule that is named in any is active there alone, half-open', async () => {
  const { fired } = await engineOf(`
rules:
  - { id: always, faults: [latency: 1s] }
  - { id: inject, faults: [latency: 2s] }
  - { id: widen, faults: [latency: 3s] }
stages:
  - { name: baseline, for: 10s, rules: [] }
  - { name: inject, for: 20s, rules: [inject] }
  - { name: widen, for: 30s, rules: [inject, widen] }
`);
  const at = (elapsed: number) => fired({}, elapsed);
  expect([0, 9_999].map(at)).toEqual(['always', 'always']);
  expect([10_000, 29_999].map(at)).toEqual(['always,inject', 'always,inject']);
  expect([30_000, 59_999].map(at)).toEqual(['always,inject,widen', 'always,inject,widen']);
  expect([60_000, 999_999].map(at)).toEqual(['always', 'always']);
});

test('outside of its stage a rule counts no match', async () => {
  const { fired } = await engineOf(`
rules: [{ id: r, skip: 1, faults: [500] }]
stages: [{ name: a, for: 1s, rules: [] }, { name: b, for: 9s, rules: [r] }]
`);
  expect([0, 0, 1_000, 1_000].map((elapsed) => fired({}, elapsed))).toEqual(['', '', '', 'r']);
});

test('counters are bounded; who was forgotten begins anew', () => {
  const counter = createCounters();
  const first = counter('first');
  first.matches = 7;
  expect(counter('first')).toBe(first);
  for (let n = 0; n < 99_999; n += 1) counter(String(n));
  expect(counter('first').matches).toBe(7);
  counter('one more');
  expect(counter('first').matches).toBe(0);
});

test('occurrences count from 0 and are bounded', () => {
  const occurrenceOf = createOccurrences();
  expect([occurrenceOf('a'), occurrenceOf('a'), occurrenceOf('b'), occurrenceOf('a')]).toEqual([0, 1, 0, 2]);
  for (let n = 0; n < 100_000; n += 1) occurrenceOf(String(n));
  expect(occurrenceOf('a')).toBe(0);
});

test.each([
  ['faults: [500]', true],
  ['chance: 0.5\nfaults: [500]', true],
  ['during: 1s..2s\nfaults: [500]', true],
  ['ramp: { from: 0, to: 1, over: 1m }\nfaults: [500]', true],
  ['skip: 1\nfaults: [500]', false],
  ['every: 2\nfaults: [500]', false],
  ['times: 2\nfaults: [500]', false],
  ['sequence: [500]', false],
  ['per: key\ntimes: 2\nfaults: [500]', false],
  ['per: call\ntimes: 2\nfaults: [500]', true],
  ['per: call\nsequence: [500]', true],
])('%j is order-independent: %s', async (lines, free) => {
  const { rules } = await scenarioOf(oneRule(lines));
  expect(rules.map(isOrderIndependent)).toEqual([free]);
});

test('the same key is the same counter, whoever presents it', async () => {
  const { fired } = await engineOf(oneRule('id: r\nper: key\nskip: 1\nfaults: [500]'));
  expect([fired({ facts: { key: validKey } }), fired({ facts: { key: validKey, client: 'x' } })]).toEqual([
    '',
    'r',
  ]);
});
