import { expect, test } from 'vitest';
import { requestMatcher } from '../../../src/engine/match.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();

async function matcherOf(when: string) {
  const { rules } = await loadScenario(`rules: [{ when: { ${when} }, faults: [429] }]\n`, 'x.yaml');
  return requestMatcher(rules[0]?.when ?? {});
}

test.each([
  ['1MiB..', 1_048_576, true],
  ['1MiB..', 1_048_575, false],
  ['..64KiB', 65_536, true],
  ['..64KiB', 65_537, false],
  ['1KiB..2KiB', 1_500, true],
  ['1KiB..2KiB', 3_000, false],
  ['0.5KiB..', 512, true],
  ['[..1B, 1KiB..]', 0, true],
])('bytes: %s meets a body of %d bytes: %s', async (range, length, met) => {
  const { matches } = await matcherOf(`bytes: ${range}`);
  const announced = { headers: { 'content-length': String(length) } };
  expect(matches(requestFacts(inUse, { ...announced, facts: { bodyExtent: 'unread', body: null } }))).toBe(
    met,
  );
  expect(matches(requestFacts(inUse, { body: Buffer.alloc(length) }))).toBe(met);
});

test('the size of chunks that were not all read is unknown, and said so', async () => {
  const { matches, unknown } = await matcherOf('bytes: 1MiB..');
  const unseen = { why: 'larger', says: 'only a part was read' } as const;
  const facts = requestFacts(inUse, { body: 'x', facts: { bodyExtent: 'prefix', unseen } });
  expect([matches(facts), unknown(facts)]).toEqual([false, 'only a part was read']);
});

test.each([
  ['4..', 3, false],
  ['4..', 4, true],
  ['2..3', 3, true],
])('underWay: %s meets %d requests under way: %s', async (range, underWay, met) => {
  const { matches } = await matcherOf(`underWay: ${range}`);
  expect(matches(requestFacts(inUse, { facts: { underWay } }))).toBe(met);
});

test('both are said in English', async () => {
  const { says } = await matcherOf('bytes: [1MiB.., ..64KiB, 1KiB..1500B], underWay: [1, 4..]');
  expect(says).toBe(
    'the body has 1 MiB or more or at most 64 KiB or 1 KiB to 1500 B and ' +
      'requests under way are 1 or 4 or more',
  );
});

test.each([
  ['bytes: 1024', 'expected a range of sizes'],
  ['bytes: 2MiB..1MiB', 'this one is empty'],
  ['bytes: 1MiB', 'expected a range of sizes'],
  ['bytes: ..0.3B', 'expected a range of sizes'],
  ['underWay: 0', 'expected a number from 1'],
])('%s is refused', async (when, message) => {
  await expect(matcherOf(when)).rejects.toThrow(message);
});
