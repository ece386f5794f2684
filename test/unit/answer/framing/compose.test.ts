import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compose } from '../../../../src/answer/framing/compose.ts';
import type { Decision } from '../../../../src/model/decision.ts';
import type { Step } from '../../../../src/model/step.ts';
import { engineOf, oneRule } from '../../../helpers/engine.ts';
import { collect, shown, stream, wholeAnswer } from '../../../helpers/steps.ts';

async function played(
  decision: Decision<AsyncIterable<Step>>,
  steps: readonly Step[] = stream,
): Promise<string> {
  return shown(await collect(compose(() => steps, decision.faults, null))).join(' | ');
}

/** What one rule with these faults makes of a stream. */
async function met(faults: readonly string[]): Promise<string> {
  const { decide } = await engineOf(oneRule(`faults: [${faults.join(', ')}]`));
  return played(decide());
}

const all = [
  'error: 429',
  'stream-cut: { frames: 2, how: rst }',
  'stream-stall: { frames: 1, for: 1s }',
  'latency: 2s',
  'slow-first-byte: 3s',
  'hang: { frames: 1, for: 4s, then: continue }',
  'disconnect: { frames: 5 }',
];
const item = (fault: string): string =>
  fault.includes(': {') || fault.includes(': ') ? `{ ${fault} }` : fault;

test('faults compose in one order, whatever their order in the file', async () => {
  const expected = await met(all.slice(1).map(item));
  expect(expected).toBe('pause 2000 | head 200 | pause 3000 | aa | hang 4000 | hang 1000 | bbb | sever rst');
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(all.slice(1), { minLength: all.length - 1 }), async (order) => {
      expect(await met(order.map(item))).toBe(expected);
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('faults of several rules compose as those of one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(all.slice(1), { minLength: 1 }), async (order) => {
      const rules = order.map((fault) => `  - faults: [${item(fault)}]`).join('\n');
      const { decide } = await engineOf(`rules:\n${rules}\n`);
      expect(await played(decide())).toBe(await met(order.map(item)));
    }),
    { numRuns: 40, seed: 2 },
  );
});

test('an error is late, broken off and silent like any other answer, but no stream', async () => {
  const { decide } = await engineOf(oneRule(`faults: [${all.map(item).join(', ')}]`));
  const { faults } = decide();
  expect(faults.map(({ name }) => name)).toEqual([
    'error',
    'stream-cut',
    'stream-stall',
    'latency',
    'slow-first-byte',
    'hang',
    'disconnect',
  ]);
  expect(await played(decide())).toMatch(
    /^pause 2000 \| head 429 \| pause 3000 \| \{.*\} \| hang 4000 \| end$/,
  );
});

test('latencies add', async () => {
  const { decide } = await engineOf(
    'rules:\n  - faults: [latency: 1s, latency: 2s]\n  - faults: [latency: 4s]\n',
  );
  const steps = (await played(decide(), wholeAnswer)).split(' | ');
  const waited = steps.filter((step) => step.startsWith('pause')).map((step) => Number(step.slice(6)));
  expect(waited.reduce((sum, ms) => sum + ms, 0)).toBe(7_000);
  expect(steps.indexOf('head 200')).toBe(3);
});

test.each([
  ['stream-cut: { frames: 1 }', 'disconnect: { frames: 2 }', 'head 200 | aa | end'],
  ['stream-cut: { frames: 2 }', 'disconnect: { frames: 1 }', 'head 200 | aa | sever fin'],
  ['stream-cut: { bytes: 3B }', 'disconnect: { frames: 2, how: rst }', 'head 200 | aa | b | end'],
  ['stream-cut: { frames: 2 }', 'disconnect: { bytes: 3B, how: rst }', 'head 200 | aa | b | sever rst'],
  ['disconnect: { frames: 1, how: rst }', 'disconnect: { frames: 2 }', 'head 200 | aa | sever rst'],
  ['disconnect: { at: after-head }', 'hang: { frames: 1, for: 9s }', 'head 200 | sever fin'],
  [
    'hang: { at: after-head, for: 9s }',
    'disconnect: { after: 2s, how: rst }',
    'head 200 | pause 2000 | sever rst',
  ],
  [
    'hang: { at: after-head, for: 1s }',
    'disconnect: { after: 2s, how: rst }',
    'head 200 | hang 1000 | sever fin',
  ],
  [
    'stream-stall: { frames: 1, for: 9s }',
    'disconnect: { after: 2s }',
    'head 200 | aa | pause 2000 | sever fin',
  ],
  ['slow-first-byte: 9s', 'disconnect: { after: 2s }', 'head 200 | pause 2000 | sever fin'],
])('of %s and %s the earliest wins', async (one, other, expected) => {
  expect(await met([item(one), item(other)])).toBe(expected);
  expect(await met([item(other), item(one)])).toBe(expected);
});

const replacing = `
rules:
  - id: first
    when: { model: a }
    faults: [503]
  - id: second
    skip: 1
    times: 2
    faults: [{ respond: 529 }, { latency: 1s }]
  - id: third
    sequence: [429, 500]
    then: stand-aside
`;

test('of two that replace the answer the earlier rule wins, and the other is not used up', async () => {
  const { outcome, decide } = await engineOf(replacing);
  const [a, b] = [{ body: { model: 'a' } }, { body: { model: 'b' } }];
  // The loser's match is counted: its skip is over after this.
  expect(outcome(a)).toEqual({ first: 'fired', second: 'skipped', third: 'lost' });
  for (let n = 0; n < 5; n += 1)
    expect(outcome(a)).toEqual({ first: 'fired', second: 'lost', third: 'lost' });
  expect(await played(decide(a))).toMatch(/^head 503/);
  expect(outcome(b)).toEqual({ second: 'fired', third: 'lost' });
  expect(await played(decide(b))).toMatch(/^pause 1000 \| head 529/);
  expect(await played(decide(b))).toMatch(/^head 429/);
  expect(await played(decide(b))).toMatch(/^head 500/);
  expect(outcome(b)).toEqual({ second: 'skipped', third: 'skipped' });
});

test('who lost says to whom', async () => {
  const { decide } = await engineOf(
    'rules: [{ id: one, times: 9, faults: [500] }, { id: two, faults: [429] }]',
  );
  expect(decide().rules[1]).toMatchObject({ outcome: 'lost', faults: ['error'] });
  expect(decide().rules[1]?.because).toMatch(/one replaced the answer$/);
});

test('of two in one rule that replace the answer the earlier one wins as well', async () => {
  expect(await met(['503', '{ respond: 529 }'])).toMatch(/^head 503/);
  expect(await met(['{ respond: 529 }', '503'])).toMatch(/^head 529/);
});

test('a rule that only delays does not stand in the way of one that replaces', async () => {
  const { outcome } = await engineOf(
    'rules: [{ id: slow, faults: [latency: 1s] }, { id: bad, faults: [500] }]',
  );
  expect(outcome()).toEqual({ slow: 'fired', bad: 'fired' });
});

test('the label is put on the head, behind every field of the source, and on nothing else', async () => {
  const labelled = await collect(compose(() => wholeAnswer, [], 'a,b'));
  const [head, ...rest] = labelled;
  expect(head).toMatchObject({
    headers: ['Content-Type', 'application/json', 'Content-Length', '8', 'x-badgateway-fault', 'a,b'],
  });
  expect(rest).toEqual(wholeAnswer.slice(1));
});
