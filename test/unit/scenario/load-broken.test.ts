import { expect, test } from 'vitest';
import { FileMistakes } from '../../../src/config/mistakes.ts';
import { loadScenario, type ScenarioOverrides } from '../../../src/scenario/load.ts';
import { brokenAdmission } from './broken/admission.ts';
import { brokenBlastRadius } from './broken/blast-radius.ts';
import { brokenMeaning } from './broken/meaning.ts';
import { brokenMoney } from './broken/money.ts';
import { brokenNever } from './broken/never.ts';
import { brokenRateLimits } from './broken/rate-limits.ts';
import { brokenShape } from './broken/shape.ts';
import { brokenUpstreams } from './broken/upstreams.ts';
import { brokenYaml } from './broken/yaml.ts';

async function refusal(text: string, overrides?: ScenarioOverrides): Promise<FileMistakes> {
  const loaded = await loadScenario(text, 'broken.yaml', overrides, {}).catch((error: unknown) => error);
  if (loaded instanceof FileMistakes) return loaded;
  throw new Error('it loaded', { cause: loaded });
}

function printed({ mistakes }: FileMistakes): string[] {
  return mistakes.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

const table = [
  ...brokenYaml,
  ...brokenShape,
  ...brokenMeaning,
  ...brokenNever,
  ...brokenMoney,
  ...brokenRateLimits,
  ...brokenAdmission,
  ...brokenBlastRadius,
  ...brokenUpstreams,
].map((broken) => [broken[0], broken] as const);

test.each(table)('%s is refused with place and remedy', async (_, [, text, place, says, overrides]) => {
  const refused = await refusal(text, overrides);
  const [only = '', ...others] = printed(refused);
  expect(only).toContain(`:${place}: `);
  expect(only).toContain(says);
  expect(others).toEqual([]);
  expect(refused.message).not.toMatch(/hunter22|planted-secret/);
});

test('everything that is wrong is said at once, in the order of the file', async () => {
  const text = `scenaro: x
seed: 1.5
limits: { hang: 5 }
rules:
  - id: a
    when: { route: chatt, modle: x }
    times: 0
    faults: [eror, { latency: 5 }]
  - id: a
    chance: 1.5
    sequence: [429, 418]
stages: [{ name: x, for: 1s, rules: [b] }]
expect: [recover]
`;
  const refused = await refusal(text, { rule: '42x' });
  expect(printed(refused).map((line) => line.replace(/: .*/s, ''))).toEqual([
    'broken.yaml:1:1',
    'broken.yaml:2:7',
    'broken.yaml:3:17',
    'broken.yaml:6:20',
    'broken.yaml:6:27',
    'broken.yaml:7:12',
    'broken.yaml:8:14',
    'broken.yaml:8:31',
    'broken.yaml:9:9',
    'broken.yaml:10:5',
    'broken.yaml:10:13',
    'broken.yaml:11:21',
    'broken.yaml:12:38',
    'broken.yaml:13:10',
    '--rule:1:1',
  ]);
});

test("a platform's own file is refused in that file", async () => {
  const platform = new URL('./broken/platform.yaml', import.meta.url).pathname;
  const refused = await refusal('rules: [{ faults: [500], tims: 2 }]', { platform });
  expect(printed(refused).some((line) => line.includes('platform.yaml:'))).toBe(true);
  expect(printed(refused).some((line) => line.startsWith('broken.yaml:1:26: unknown key "tims"'))).toBe(true);
});

test('what is said of a route does not depend on which matcher is wrong', async () => {
  const refused = await refusal(
    'rules: [{ when: { route: chatt, attempt: 0 }, faults: [no-healthy-upstream] }]',
  );
  expect(printed(refused)).toHaveLength(2);
});
