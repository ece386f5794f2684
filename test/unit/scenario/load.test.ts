import { expect, test } from 'vitest';
import type { Rule, Scenario } from '../../../src/model/scenario.ts';
import { loadScenario, type ScenarioOverrides } from '../../../src/scenario/load.ts';
import { goodScenarios } from './good-scenarios.ts';

function load(
  text: string,
  overrides: ScenarioOverrides = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Scenario> {
  return loadScenario(text, 'dir/my-file.yaml', overrides, env, () => 'drawn');
}

async function loadRule(lines: string): Promise<Rule> {
  const { rules } = await load(`rules:\n  - ${lines.replaceAll('\n', '\n    ')}`);
  const [rule] = rules;
  if (rule === undefined) throw new Error('no rule');
  return rule;
}

async function injected(items: string): Promise<unknown> {
  const { injection } = await loadRule(`sequence: ${items}\nwhen: { route: chat }`);
  return injection.kind === 'sequence' ? injection.items : injection;
}

test.each(goodScenarios.map((text, index) => [index, text] as const))(
  'good scenario %i loads',
  async (_, text) => {
    const { rules } = await load(text);
    expect(rules.length).toBeGreaterThan(0);
  },
);

test('a scenario that says nothing is healthy, with every field set', async () => {
  const { inUse, ...scenario } = await load('{}');
  expect(inUse.platform.name).toBe('token-factory');
  expect(inUse.settings).toEqual({ 'revoked-key': '401', 'rate-limit-headers': 'off' });
  expect(scenario).toEqual({
    name: 'my-file',
    title: 'my-file',
    file: 'dir/my-file.yaml',
    upstream: { kind: 'stub' },
    upstreams: [],
    record: null,
    seed: 'drawn',
    seedDrawn: true,
    rules: [],
    stages: [],
    countedLimits: [],
    admission: { keys: null, allowlists: [], replicas: [] },
    blastRadius: null,
    expect: null,
    excused: [],
    repetitions: 1,
    ignored: [],
    overrides: 'deny',
    versions: '1.1',
    cors: null,
    stub: {
      text: null,
      words: 40,
      pace: null,
      headers: [],
      models: 'catalogue',
      keys: null,
      revokedKeys: [],
      otherWorkspaceKeys: [],
    },
    limits: { inspect: 4_194_304, body: 10_485_760, head: 16_384, readMs: 30_000, hangMs: 900_000 },
  });
});

test('a rule without anything but faults fires always, on everything, counted together', async () => {
  expect(await loadRule('faults: [500]')).toEqual({
    id: 'rule-1',
    subject: 'request',
    when: {},
    schedule: { during: null, skip: 0, every: 1, chance: 1, times: Number.POSITIVE_INFINITY },
    per: 'all',
    injection: { kind: 'faults', faults: [{ fault: 'error', params: { status: 500 } }] },
  });
});

test('ids that are left out count the rules of the file', async () => {
  const { rules } = await load(
    'rules: [{ times: 1, faults: [500] }, { id: b, times: 1, faults: [500] }, { faults: [500] }]',
  );
  expect(rules.map(({ id }) => id)).toEqual(['rule-1', 'b', 'rule-3']);
});

const item = (fault: string, params: object) => [{ fault, params }];

test.each([
  ['a status', '[429]', [item('error', { status: 429 })]],
  ['ok', '[429, ok]', [item('error', { status: 429 }), []]],
  ['a fault with its defaults', '[hang]', [item('hang', { then: 'close' })]],
  ['a fault with nothing behind its colon', '[{ hang: }]', [item('hang', { then: 'close' })]],
  ['an error of the catalogue', '[rate-limited]', [item('error', { entry: 'rate-limited' })]],
  ['the main parameter', '[error: 500]', [item('error', { status: 500 })]],
  ['the main parameter, a duration', '[latency: 300ms]', [item('latency', { for: 300 })]],
  ['all parameters', '[latency: { from: 1s, to: 2s }]', [item('latency', { from: 1_000, to: 2_000 })]],
  [
    'a list',
    '[[500, latency: 1s]]',
    [[...item('error', { status: 500 }), ...item('latency', { for: 1_000 })]],
  ],
  [
    'a list of lists',
    '[[[500]], [ok, [429]]]',
    [item('error', { status: 500 }), item('error', { status: 429 })],
  ],
])('an item may be %s', async (_, items, expected) => {
  expect(await injected(items)).toEqual(expected);
});

test.each([
  ['faults: 500', 1],
  ['faults: hang', 1],
  ['faults: { error: 500 }', 1],
  ['faults: [500, hang]', 2],
])('%s is spelled like an item', async (lines, count) => {
  const { injection } = await loadRule(lines);
  expect(injection.kind === 'faults' && injection.faults).toHaveLength(count);
});

test.each([
  ['30s..90s', { fromMs: 30_000, toMs: 90_000 }],
  ['30s..', { fromMs: 30_000, toMs: Number.POSITIVE_INFINITY }],
  ['..1.5m', { fromMs: 0, toMs: 90_000 }],
])('during: %s', async (span, during) => {
  expect((await loadRule(`faults: [500]\nduring: ${span}`)).schedule.during).toEqual(during);
});

test.each([
  [
    '{ from: 0, to: 0.4, over: 60s }',
    [
      [0, 0],
      [60_000, 0.4],
    ],
  ],
  [
    '{ 2m: 0, 0s: 0, 60s: 0.4 }',
    [
      [0, 0],
      [60_000, 0.4],
      [120_000, 0],
    ],
  ],
])('ramp: %s is points in time, sorted', async (ramp, points) => {
  const { chance } = (await loadRule(`faults: [500]\nramp: ${ramp}`)).schedule;
  expect(chance).toEqual(points.map(([atMs, value]) => ({ atMs, chance: value })));
});

test('what is matched becomes lists, header names lower-case, methods upper-case', async () => {
  const { when } = await loadRule(`faults: [500]
when:
  method: post
  model: ["Omniva/*", other]
  header: { X-Try: 1, accept: [a, b] }
  body: { /n: 2, /stop: [null, end] }
  attempt: [1, 2..4, 6.., ..3]`);
  expect(when).toEqual({
    method: ['POST'],
    model: ['Omniva/*', 'other'],
    header: { 'x-try': ['1'], accept: ['a', 'b'] },
    body: { '/n': [2], '/stop': [null, 'end'] },
    attempt: [
      { from: 1, to: 1 },
      { from: 2, to: 4 },
      { from: 6, to: Number.POSITIVE_INFINITY },
      { from: 1, to: 3 },
    ],
  });
});

test('a rule with a connection fault is a connection rule', async () => {
  const rule = await loadRule('faults: [connection-reset]\nwhen: { address: 127.*, connection: 2..4 }');
  expect(rule).toMatchObject({ subject: 'connection', when: { connection: [{ from: 2, to: 4 }] } });
});

test('an anchor may be used a hundred and fifty times', async () => {
  const uses = Array.from({ length: 150 }, (_, n) => `  - { id: r${n}, faults: *hung }`).join('\n');
  const { rules } = await load(`rules:\n  - { id: first, faults: &hung [hang: { for: 2s }] }\n${uses}`);
  expect(rules).toHaveLength(151);
  expect(rules.at(-1)?.injection).toEqual(rules[0]?.injection);
});

test('flags win over the file', async () => {
  const text =
    'platform: openai\nupstream: { url: https://a.example/, key: env:MINE }\n' +
    'seed: 1\nrules: [{ faults: [500] }]';
  const flags = { platform: 'deeptoken', upstream: 'https://b.example/v1', seed: '7', rule: '429, 429, ok' };
  const scenario = await load(text, flags);
  expect(scenario.inUse.platform.name).toBe('deeptoken');
  // The key was meant for the host of the file; it does not go to another one.
  expect(scenario.upstream).toMatchObject({ url: new URL('https://b.example/v1'), key: null });
  expect([scenario.seed, scenario.seedDrawn]).toEqual(['7', false]);
  expect(scenario.rules.map(({ id }) => id)).toEqual(['--rule', 'rule-1']);
  expect(scenario.rules[0]?.injection).toMatchObject({ kind: 'sequence', items: { length: 3 } });
});

test('a credential comes from the environment', async () => {
  const { upstream } = await load(
    'upstream: { url: https://a.example, key: env:MINE, timeout: 5s }',
    {},
    { MINE: 'sk-1' },
  );
  expect(upstream).toEqual({
    kind: 'proxy',
    url: new URL('https://a.example'),
    key: 'sk-1',
    mirror: false,
    headers: [],
    timeoutMs: 5_000,
  });
});

test.each(['seed: 42', 'seed: "42"'])('%s is the same seed', async (text) => {
  expect((await load(text)).seed).toBe('42');
});

test('settings switch the platform, numbers are words', async () => {
  const { inUse } = await load('platform: { name: token-factory, settings: { revoked-key: 403 } }');
  expect(inUse.settings['revoked-key']).toBe('403');
});

test.each([
  ['my.scenario.yaml', 'my-scenario'],
  ['/a/b/hangs.yml', 'hangs'],
])('%s is played at /@%s', async (file, name) => {
  expect((await loadScenario('{}', file)).name).toBe(name);
});
