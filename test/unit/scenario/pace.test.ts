import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatDuration } from '../../../src/lib/units.ts';
import type { Distribution, Pace } from '../../../src/model/pace.ts';
import { loadScenario } from '../../../src/scenario/load.ts';

async function paceOf(pace: string): Promise<Pace | null> {
  const { stub } = await loadScenario(`stub: { pace: ${pace} }`, 'paced.yaml');
  return stub.pace;
}

const fixed = (ms: number) => ({ kind: 'fixed', ms });

test('a pace is figures of its own; what it leaves out takes no time', async () => {
  expect(await paceOf('{ firstToken: 400ms, perToken: { for: 20ms }, perPromptToken: 0.2ms }')).toEqual({
    firstToken: fixed(400),
    perToken: fixed(20),
    perPromptTokenMs: 0.2,
    perStream: 0,
  });
  expect(await paceOf('{ perToken: { from: 5ms, to: 9ms }, perStream: 0.1 }')).toEqual({
    firstToken: fixed(0),
    perToken: { kind: 'uniform', fromMs: 5, toMs: 9 },
    perPromptTokenMs: 0,
    perStream: 0.1,
  });
  expect(await paceOf('null')).toBe(null);
});

test('a profile alone, or one that figures change', async () => {
  const slow = await paceOf('slow');
  expect(slow?.firstToken).toEqual({ kind: 'lognormal', medianMs: 2_000, p99Ms: 8_000, capMs: 30_000 });
  expect(await paceOf('{ profile: slow }')).toEqual(slow);
  expect(await paceOf('{ profile: slow, perToken: 5ms, perStream: 0 }')).toEqual({
    ...slow,
    perToken: fixed(5),
    perStream: 0,
  });
});

test('from fast to overloaded each profile is slower in everything', async () => {
  const paces = await Promise.all(['fast', 'typical', 'slow', 'overloaded'].map(paceOf));
  const figures = paces.map((pace) => {
    if (pace?.firstToken.kind !== 'lognormal' || pace.perToken.kind !== 'lognormal')
      throw new Error('expected log-normal times');
    const { firstToken, perToken, perPromptTokenMs, perStream } = pace;
    return [
      firstToken.medianMs,
      firstToken.p99Ms,
      perToken.medianMs,
      perToken.p99Ms,
      perPromptTokenMs,
      perStream,
    ];
  });
  for (const [index, [...figure]] of figures.slice(1).entries())
    for (const [place, value] of figure.entries())
      expect(value).toBeGreaterThan(figures[index]?.[place] ?? 0);
});

function cell(distribution: Distribution | undefined): string {
  if (distribution?.kind !== 'lognormal') throw new Error('expected log-normal times');
  const { medianMs, p99Ms, capMs } = distribution;
  return [medianMs, p99Ms, capMs].map(formatDuration).join(', ');
}

test.each(['fast', 'typical', 'slow', 'overloaded'])(
  'docs/scenarios.md has the figures of %s',
  async (name) => {
    const docs = readFileSync(new URL('../../../docs/scenarios.md', import.meta.url), 'utf8');
    const pace = await paceOf(name);
    const cells = [
      cell(pace?.firstToken),
      cell(pace?.perToken),
      `${pace?.perPromptTokenMs}ms`,
      pace?.perStream,
    ];
    expect(docs).toContain(`| \`${name}\` | ${cells.join(' | ')} |`);
  },
);

test.each([
  ['quick', 'expected fast, typical, slow or overloaded or a mapping, got "quick"'],
  ['{ profile: quick }', 'unknown value "quick"; allowed: fast, typical, slow, overloaded'],
  ['{ firstTokn: 1s }', 'unknown key "firstTokn"; did you mean "firstToken"?'],
  [
    '{ firstToken: { median: 1s } }',
    'expected { for }, { from, to } with from <= to, or { median, p99, cap }',
  ],
  [
    '{ perToken: 5 }',
    'expected a duration with its unit, such as 250ms, 2s, 1m, 1h or 30d or a mapping, got 5',
  ],
  ['{ perPromptToken: -1ms }', 'expected a duration with its unit'],
  ['{ perStream: -0.1 }', 'expected at least 0, got -0.1'],
])('%s is refused', async (pace, message) => {
  await expect(paceOf(pace)).rejects.toThrow(message);
});
