import { expect, test } from 'vitest';
import { shapeOf } from '../../../src/drill-file/probe-shape.ts';
import { findProbeKind, probeKinds } from '../../../src/probes/index.ts';
import type { Outside, Sample } from '../../../src/probes/probe.ts';
import { someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { type Told, timeline } from '../../helpers/timeline.ts';

const inUse = platformInUse('token-factory');
const failed: Partial<Told> = { error: 'no-healthy-upstream' };

/** Four calls: at once, at the third attempt, never, and one to another model that hangs. */
const calls: readonly (readonly Told[])[] = [
  [{ at: 0, took: 100 }],
  [
    { at: 0, took: 10, ...failed },
    { at: 1_000, took: 10, ...failed },
    { at: 3_000, took: 500 },
  ],
  [{ at: 500, took: 10, ...failed }],
  [{ at: 600, took: 9_000, status: null, ending: 'hung', faults: ['hang'], entry: { model: 'other' } }],
];

const nowhere: Outside = {
  get: () => Promise.reject(new Error('no answer')),
  run: () => Promise.resolve({ code: null }),
};

function look(
  name: string,
  given: Readonly<Record<string, unknown>>,
  { outside = nowhere, of = calls }: { outside?: Outside; of?: readonly (readonly Told[])[] } = {},
): Promise<Sample> {
  const kind = findProbeKind(name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  const window = { from: someTime, to: someTime + 10_000 };
  const told = timeline({ inUse, calls: of });
  const seen = { calls: told.calls, timeline: () => told };
  return kind.sample(kind.params.parse(given), { ...seen, window, outside });
}

test.each([
  ['success-share', {}, 0.5, 4],
  ['success-share', { model: 'a-*' }, 2 / 3, 3],
  ['error-share', {}, 4 / 6, 6],
  ['p95-latency', {}, 9_000, 4],
  ['p95-latency', { model: 'a-model' }, 3_500, 3],
  ['p99-latency', {}, 9_000, 4],
  ['attempts-per-call', {}, 1.5, 4],
  ['attempts-per-call', { take: 'most' }, 3, 4],
  ['goodput', {}, 0.2, 4],
  ['hung', {}, 1, 6],
  ['requests', {}, 6, 6],
  ['calls', { model: ['other'] }, 1, 1],
])('%s with %j is a figure of the journal', async (name, given, figure, samples) => {
  expect(await look(name, given)).toEqual({ kind: 'figure', figure, samples });
});

test('spend is what was charged, and nothing is known where no price is', async () => {
  expect(await look('spend', {})).toEqual({ kind: 'figure', figure: null, samples: 6 });
  const of = [[{ at: 0, entry: { costUsd: 0.25 } }], [{ at: 1, entry: { costUsd: 0.5 } }]];
  expect(await look('spend', {}, { of })).toEqual({ kind: 'figure', figure: 0.75, samples: 2 });
});

test('without a call no share is a figure', async () => {
  for (const name of ['success-share', 'error-share', 'p95-latency', 'attempts-per-call'])
    expect(await look(name, {}, { of: [] })).toEqual({ kind: 'figure', figure: null, samples: 0 });
});

test('a verdict is that of the judge, and open without an occasion', async () => {
  const early = [[{ at: 0, error: 'rate-limited', retryAfter: 5 }, { at: 1_000 }]];
  const expectation = { expectation: 'honours-retry-after' };
  expect(await look('verdict', expectation, { of: early })).toMatchObject({
    kind: 'own',
    outcome: 'refuted',
  });
  expect(await look('verdict', expectation, { of: [] })).toMatchObject({
    outcome: 'inconclusive',
    samples: 0,
  });
});

const answers = (status: number, body: string, tookMs = 5): Outside => ({
  ...nowhere,
  get: () => Promise.resolve({ status, body, tookMs }),
});

const url = 'http://127.0.0.1:8080/health';

test.each([
  ['the status that is right', { url }, answers(200, ''), 'held'],
  ['another status', { url, status: 204 }, answers(200, ''), 'refuted'],
  ['an answer that is late', { url, within: '1s' }, answers(200, '', 1_001), 'refuted'],
  ['a value that is right', { url, body: { '/up': true } }, answers(200, '{"up":true}'), 'held'],
  ['another value', { url, body: { '/up': true } }, answers(200, '{"up":false}'), 'refuted'],
  ['no JSON', { url, body: { '/up': true } }, answers(200, '<p>'), 'refuted'],
  ['no answer', { url }, nowhere, 'refuted'],
] as const)('http: %s', async (_, given, outside, outcome) => {
  expect(await look('http', given, { outside })).toMatchObject({ kind: 'own', outcome, samples: 1 });
});

test.each([
  ['a series', '{"data":{"result":[{"value":[1,"0.25"]}]}}', 0.25],
  ['a scalar', '{"data":{"result":[1,"3"]}}', 3],
  ['no series', '{"data":{"result":[]}}', null],
  ['no number', '{"data":{"result":[1,"NaN"]}}', null],
  ['no JSON', 'busy', null],
])('prometheus: %s', async (_, body, figure) => {
  const found = await look('prometheus', { url, query: 'up' }, { outside: answers(200, body) });
  expect(found).toEqual({ kind: 'figure', figure, samples: figure === null ? 0 : 1 });
});

test.each([
  [0, 'held'],
  [1, 'refuted'],
  [null, 'refuted'],
])('a command that ends with %s', async (code, outcome) => {
  const outside = { ...nowhere, run: () => Promise.resolve({ code }) };
  expect(await look('command', { run: ['./ok.sh'] }, { outside })).toMatchObject({ outcome });
});

test.each(probeKinds.map((kind) => [kind.name, kind] as const))('the example of %s is right', (_, kind) => {
  expect(shapeOf(kind).safeParse(kind.example).error).toBeUndefined();
  expect(
    kind.explain(
      kind.params.parse(
        Object.fromEntries(Object.entries(kind.example).filter(([name]) => name in kind.params.shape)),
      ),
    ),
  ).not.toContain('undefined');
});
