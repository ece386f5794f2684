import { expect, test } from 'vitest';
import { FileMistakes } from '../../../src/config/mistakes.ts';
import { activeAt } from '../../../src/engine/stages.ts';
import { loadScenario } from '../../../src/scenario/load.ts';

function repeated(count: number, line: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => line(n)).join('\n');
}

async function mistakesOf(text: string): Promise<string[]> {
  const loaded = await loadScenario(text, 'many.yaml', {}, {}).catch((error: unknown) => error);
  if (!(loaded instanceof FileMistakes)) throw new Error('it loaded', { cause: loaded });
  return loaded.mistakes.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

const ruleForOneModel = (n: number): string =>
  `  - id: limited-${n}
    when: { route: chat, model: "provider-with-a-long-name/model-number-${n}" }
    times: 2
    faults: [{ error: { code: rate_limited, retryAfter: [5s, 7s] } }]`;

test('ten thousand rules of more than a mebibyte are read, in a stage as well', async () => {
  const ids = repeated(10_000, (n) => `limited-${n},`);
  const stages = `stages: [{ name: all, for: 1m, rules: [${ids.replaceAll('\n', '')}] }]`;
  const text = `rules:\n${repeated(10_000, ruleForOneModel)}\n${stages}\n`;
  expect(text.length).toBeGreaterThan(1_500_000);
  const scenario = await loadScenario(text, 'many.yaml', {}, {});
  expect(scenario.rules).toHaveLength(10_000);
  const [during, after] = [30_000, 60_000].map((at) => activeAt(scenario.stages, at));
  expect(scenario.rules.every((rule) => during?.(rule))).toBe(true);
  expect(scenario.rules.some((rule) => after?.(rule))).toBe(false);
}, 60_000);

test('the rule that is one too many is refused where it begins', async () => {
  const rules = repeated(50_001, () => '- { faults: [500] }');
  expect(await mistakesOf(`rules:\n${rules}\n`)).toEqual([
    '50002:3: the file has 50001 rules; at most 50000 are read: split it into several files',
  ]);
}, 60_000);

test('a name that is unknown among thousands lists some of them', async () => {
  const rules = repeated(2_500, (n) => `- { id: rule-of-${n}, faults: [500] }`);
  const stages = 'stages: [{ name: a, for: 1m, rules: [rule-off-7, quite-another] }]';
  const [near = '', far = ''] = await mistakesOf(`rules:\n${rules}\n${stages}`);
  expect(near).toContain('unknown rule "rule-off-7"; did you mean "rule-of-7"?');
  expect(far).toMatch(/allowed: rule-of-0, .*, rule-of-99, … \(2500 in all\)$/);
}, 60_000);

test.each([
  ['items', `[${'1,'.repeat(2_100_000)}]`],
  ['empty lists', `a: [${'[],'.repeat(1_400_000)}]`],
])(
  'too many %s are refused before the parser runs out of memory',
  async (_, text) => {
    const [only = '', ...others] = await mistakesOf(text);
    expect(only).toContain('more than 4000000 words and signs up to here, so it is not read: split it');
    expect(others).toEqual([]);
  },
  60_000,
);
