import { expect, test } from 'vitest';
import { FileMistakes } from '../../../src/config/mistakes.ts';
import { checkDrill } from '../../../src/drill-file/load.ts';
import { brokenDrills } from './broken.ts';
import { changed, sample } from './sample.ts';

async function mistakesIn(text: string): Promise<readonly string[]> {
  try {
    await checkDrill(text, 'd.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof FileMistakes)) throw error;
    return error.mistakes.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  }
}

async function warningsOf(text: string): Promise<readonly string[]> {
  const { warnings } = await checkDrill(text, 'd.yaml');
  return warnings.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

test('a drill is read with all that follows from its places', async () => {
  const { drill, warnings } = await checkDrill(sample, 'dir/one-model.yaml');
  expect(warnings).toEqual([]);
  const { target, stages, blastRadius, ...rest } = drill;
  expect({
    ...target,
    inUse: target.inUse.platform.name,
    scenario: target.scenario.split('/').at(-1),
  }).toEqual({
    inUse: 'token-factory',
    always: 'every known route',
    scenario: 'healthy.yaml',
    gateways: [],
    label: 'shop',
  });
  expect(stages.map(({ name, role, begins }) => [name, role, begins])).toEqual([
    ['baseline', 'baseline', 'by-itself'],
    ['inject', 'inject', 'by-itself'],
    ['burst-1', 'inject', 'by-itself'],
    ['calm-1', 'pause', 'by-itself'],
    ['burst-2', 'inject', 'by-itself'],
    ['calm-2', 'recovery', 'by-itself'],
    ['recovery', 'recovery', 'confirmed'],
  ]);
  expect(stages.map(({ length }) => length)).toEqual([
    { kind: 'for', ms: 60_000 },
    { kind: 'for', ms: 120_000 },
    { kind: 'for', ms: 10_000 },
    { kind: 'until', probe: 'error-share', atMostMs: 20_000 },
    { kind: 'for', ms: 10_000 },
    { kind: 'until', probe: 'error-share', atMostMs: 20_000 },
    { kind: 'open' },
  ]);
  expect(blastRadius?.share).toBe(0.5);
  expect(rest).toMatchObject({
    ...{ name: 'one-model', title: 'One model fails', file: 'dir/one-model.yaml' },
    steadyState: ['success', 'p95-latency'],
    hypothesis: {
      says: 'callers do not notice',
      probes: ['success', 'patience'],
      stages: ['inject', 'burst-1', 'burst-2'],
    },
    blastRadiusText: '{"share":"50 %"}',
    stopConditions: {
      kind: 'conditions',
      conditions: [
        { when: 'held', probe: 'error-share-2' },
        { when: 'refuted', probe: 'success' },
      ],
    },
    ...{ everyMs: 2_000, leaseMs: 5_000, capMs: 600_000 },
  });
  expect(rest.probes.map(({ id }) => id)).toEqual([
    ...['success', 'patience', 'error-share', 'p95-latency', 'error-share-2'],
  ]);
  expect(rest.probes[0]).toEqual({
    ...{ id: 'success', kind: 'success-share', source: 'journal', params: {} },
    tolerance: { kind: 'figure', unit: 'share', atLeast: 0.99, atMost: null },
    ...{ leastSamples: 50, overMs: 20_000 },
  });
});

test('faults on the spot are one rule, whose ramp is as long as the stage', async () => {
  const { drill } = await checkDrill(sample, 'd.yaml');
  const inject = drill.stages[1];
  expect(inject?.rules).toMatchObject([
    {
      id: 'faults',
      when: { model: ['Omniva/*'] },
      schedule: {
        chance: [
          { atMs: 0, chance: 0 },
          { atMs: 120_000, chance: 0.3 },
        ],
      },
    },
  ]);
  expect(JSON.parse(inject?.rulesText ?? '')).toEqual([
    {
      ...{ id: 'faults', when: { model: 'Omniva/*' }, faults: 503 },
      ramp: { from: 0, to: 0.3, over: '2m' },
    },
  ]);
});

test.each(brokenDrills)('%s is told with its place', async (_, from, to, place, message) => {
  const found = await mistakesIn(changed(from, to));
  expect(found.join('\n')).toContain(message);
  expect(
    found.some((each) => each.startsWith(`${place}: `)),
    found.join('\n'),
  ).toBe(true);
});

test('what has to be there is told, all of it at once', async () => {
  const found = await mistakesIn('kind: drill\n');
  for (const name of ['stages', 'steadyState', 'hypothesis', 'stopConditions'])
    expect(
      found.some((each) => each.includes(`missing "${name}"`)),
      found.join('\n'),
    ).toBe(true);
  expect(found.find((each) => each.includes('stopConditions'))).toContain('{ none: REASON }');
});

test('a drill without faults is none', async () => {
  const text = changed('rules: [{ id: limited, faults: 429 }]', 'confirm: false').replace(
    ', when: { model: "Omniva/*" }, ramp: { from: 0, to: 0.3 }, faults: 503',
    '',
  );
  expect(await mistakesIn(text)).toEqual([
    '13:1: no stage has "rules" or "faults", so nothing would be injected',
  ]);
});

test.each([
  ['a model that the stub does not have', 'Omniva/*', 'Acme/*', '15:45: unknown model "Acme/*"'],
  ['a probe that nothing names', '[success, patience]', '[success]', '8:3: nothing names probe "patience"'],
  ['no baseline', '  - { name: baseline, for: 1m }\n', '', '13:1: no stage comes before the faults'],
])('%s is a warning', async (_, from, to, warning) => {
  expect((await warningsOf(changed(from, to))).join('\n')).toContain(warning);
});

test('no stop conditions with a reason are an answer', async () => {
  const [before = ''] = sample.split('stopConditions');
  const { drill } = await checkDrill(
    `${before}stopConditions: { none: nobody uses it }\ncap: 5m\n`,
    'd.yaml',
  );
  expect(drill.stopConditions).toEqual({ kind: 'none', because: 'nobody uses it' });
});
