import { expect, test } from 'vitest';
import { compileScenario } from '../../../src/engine/engine.ts';
import { continued, describeReload } from '../../../src/gateway/continued-scenario.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { scenarioOf } from '../../helpers/engine.ts';
import { requestFacts } from '../../helpers/facts.ts';

const rule = (id: string, fault: number | string) => `  - { id: ${id}, times: 2, faults: [${fault}] }\n`;
const limit = (id: string, amount: number) => `  - { id: ${id}, rate: ${amount} requests per minute }\n`;
const two = `rules:\n${rule('a', 500)}${rule('b', 503)}`;

async function versions(first: string, second: string) {
  const [before, read] = [await scenarioOf(first), await loadScenario(second, 's.yaml', {}, {}, () => '1')];
  return { before, now: continued(before, read) };
}

test.each([
  ['nothing but a comment', two, `# a comment\n${two}`, null],
  [
    'a rule',
    two,
    `rules:\n${rule('a', 500)}${rule('b', 502)}`,
    'rule "b" changed; the counting of rule "a" goes on',
  ],
  ['a new one', two, `${two}${rule('c', 429)}`, 'rule "c" added; the counting of rules "a", "b" goes on'],
  ['one less', two, `rules:\n${rule('b', 503)}`, 'rule "a" removed; the counting of rule "b" goes on'],
  [
    'their order',
    two,
    `rules:\n${rule('b', 503)}${rule('a', 500)}`,
    'rules in another order; the counting of rules "b", "a" goes on',
  ],
  ['the stub', two, `stub: { text: Hi }\n${two}`, 'stub changed; the counting of rules "a", "b" goes on'],
  [
    'the platform and the title',
    `scenario: One\n${two}`,
    `scenario: Two\nplatform: openai\n${two}`,
    'scenario, platform, stub changed; the counting of rules "a", "b" goes on',
  ],
  [
    'a limit',
    `rateLimits:\n${limit('x', 5)}${limit('y', 6)}`,
    `rateLimits:\n${limit('x', 5)}${limit('y', 7)}`,
    'limit "y" changed; the usage of limit "x" goes on',
  ],
])('what a version changes is said: %s', async (_, first, second, says) => {
  const { before, now } = await versions(first, second);
  expect(describeReload(before, now)).toBe(says);
});

test('counters go on for the rules that mean what they meant', async () => {
  const { before, now } = await versions(two, `rules:\n${rule('b', 503)}${rule('a', 502)}`);
  const clock = fixedClock();
  const facts = requestFacts(before.inUse, {});
  const fired = (engine: ReturnType<ReturnType<typeof compileScenario>['createEngine']>) =>
    engine
      .decide(facts, 0)
      .rules.filter(({ outcome }) => outcome === 'fired')
      .map(({ rule: id }) => id);
  const first = compileScenario(before).createEngine(clock);
  // "a" is used up, and "b" would replace the answer the next time.
  expect([fired(first), fired(first), fired(first)]).toEqual([['a'], ['a'], ['b']]);
  const second = compileScenario(now).createEngine(clock, first);
  expect([fired(second), fired(second), fired(second), fired(second)]).toEqual([['b'], ['a'], ['a'], []]);
});

test('usage goes on for the limits that count what they counted', async () => {
  const limits = (y: number) => `rateLimits:\n${limit('x', 2)}${limit('y', y)}`;
  const { before, now } = await versions(limits(50), limits(60));
  const clock = fixedClock();
  const facts = requestFacts(before.inUse, {});
  const first = compileScenario(before).createEngine(clock);
  first.decide(facts, 0);
  const second = compileScenario(now).createEngine(clock, first);
  const refused = () => second.decide(facts, 0).rules.filter(({ outcome }) => outcome === 'fired');
  expect([refused(), refused().map(({ rule: id }) => id)]).toEqual([[], ['x']]);
});
