import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { checkScenario } from '../../../src/scenario/load.ts';
import { type Arrival, journalled, learnedText } from '../../helpers/learned.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-learn-'));
afterAll(() => rmSync(folder, { recursive: true }));

const models = ['Omniva/Kimi-K2.6', 'some-other/model'] as const;
const secondMs = 1_000;

/** Fifteen requests a second for 100 seconds. */
const arrivals: readonly Arrival[] = Array.from({ length: 1_500 }, (_, index) => ({
  atMs: (index * 100 * secondMs) / 1_500,
  model: models[index % 3 === 0 ? 1 : 0],
  stream: index % 2 === 0,
}));

/** What may go wrong, as a scenario has it. */
const failures = [
  '{ error: { status: 429, retryAfter: 7s } }',
  '{ error: { status: 429, retryAfter: none } }',
  '{ error: { status: 429, retryAfter: { date: 30s } } }',
  '{ error: { status: 429, retryAfter: { ms: 250ms } } }',
  '{ error: { entry: no-healthy-upstream, retryAfter: none } }',
  '{ error: { status: 401 } }',
  '{ respond: { status: 529 } }',
  'disconnect',
  '{ hang: { for: 20s } }',
  '{ stream-cut: { frames: 5, how: fin } }',
  '{ stream-cut: { frames: 5, how: clean } }',
] as const;

/** One rule of a bad day: of a model, from one second to another. */
const misfortune = fc
  .record({
    model: fc.constantFrom(...models),
    failure: fc.constantFrom(...failures),
    chance: fc.integer({ min: 2, max: 50 }).map((percent) => percent / 100),
    from: fc.constantFrom(0, 20, 50),
    seconds: fc.constantFrom(30, 50, 100),
  })
  .map(({ model, failure, chance, from, seconds }) => {
    const during = `${from}s..${from + seconds}s`;
    return `  - { when: { model: ${model} }, during: ${during}, chance: ${chance}, faults: [${failure}] }`;
  });

const badDay = fc.array(misfortune, { minLength: 1, maxLength: 6 });

interface Line {
  readonly at: number;
  readonly model: string;
  readonly tookMs: number;
  readonly played: {
    readonly status: number | null;
    readonly ending: string;
    readonly headers: readonly string[];
    readonly headAt: number | null;
  };
}

function linesOf(journal: string): Line[] {
  return journal
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** Status, ending and `Retry-After`, a date as how far it is away. */
function categoryOf({ at, model, played }: Line): string {
  const name = played.headers.findIndex((field) => /^retry-after/i.test(field));
  const [field = '', value = ''] = name === -1 ? [] : played.headers.slice(name, name + 2);
  const date = Date.parse(value);
  const wait = value.endsWith('GMT') ? `date ${Math.round((date - at) / 5_000)}` : value;
  return [model, played.status, played.ending, field, wait].join(' ');
}

function counted(lines: readonly Line[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(categoryOf(line), (counts.get(categoryOf(line)) ?? 0) + 1);
  return counts;
}

/** The largest difference of a share. */
function largestDifference(one: readonly Line[], other: readonly Line[]): number {
  const [ones, others] = [counted(one), counted(other)];
  const keys = new Set([...ones.keys(), ...others.keys()]);
  const share = (counts: ReadonlyMap<string, number>, key: string, of: readonly Line[]) =>
    (counts.get(key) ?? 0) / of.length;
  return Math.max(...[...keys].map((key) => Math.abs(share(ones, key, one) - share(others, key, other))));
}

/** Chi-square of the second play against the shares of the first, as a standard normal value. */
function surprise(recorded: readonly Line[], replayed: readonly Line[]): number {
  const [ones, others] = [counted(recorded), counted(replayed)];
  let [chiSquare, freedom, rareOnes, rareOthers] = [0, -1, 0, 0];
  const add = (one: number, other: number) => {
    chiSquare += (other - one) ** 2 / Math.max(1, one);
    freedom += 1;
  };
  for (const key of new Set([...ones.keys(), ...others.keys()])) {
    const [one, other] = [ones.get(key) ?? 0, others.get(key) ?? 0];
    if (one >= 5) add(one, other);
    else [rareOnes, rareOthers] = [rareOnes + one, rareOthers + other];
  }
  if (rareOnes + rareOthers > 0) add(rareOnes, rareOthers);
  if (freedom < 1) return 0;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(chiSquare / freedom) - (1 - spread)) / Math.sqrt(spread);
}

function quarter(lines: readonly Line[], which: number): readonly Line[] {
  return lines.slice((which * lines.length) / 4, ((which + 1) * lines.length) / 4);
}

async function twice(rules: string, file: string) {
  const recorded = await journalled(`seed: 7\nrules:\n${rules}\n`, arrivals);
  const { text, learned } = await learnedText(join(folder, file), recorded);
  const replayed = await journalled(`seed: 8\n${text}`, arrivals);
  return { recorded: linesOf(recorded), replayed: linesOf(replayed), text, learned };
}

test('what is learned has the same distribution when it is played, in each quarter of the time', async () => {
  await fc.assert(
    fc.asyncProperty(badDay, async (rules) => {
      const { recorded, replayed, text, learned } = await twice(rules.join('\n'), 'random.jsonl');
      const { warnings } = await checkScenario(text, 'learned.yaml');
      // A file from elsewhere may name models that the platform does not list.
      expect(warnings.filter(({ message }) => !message.startsWith('unknown model'))).toEqual([]);
      expect(learned.requests).toBe(arrivals.length);
      expect(surprise(recorded, replayed), text).toBeLessThan(4);
      expect(largestDifference(recorded, replayed), text).toBeLessThan(0.05);
      for (const which of [0, 1, 2, 3])
        expect(largestDifference(quarter(recorded, which), quarter(replayed, which)), text).toBeLessThan(
          0.15,
        );
    }),
    { numRuns: 15, seed: 42 },
  );
}, 120_000);

function waitsOf(lines: readonly Line[], status: number): number[] {
  const waits = lines.flatMap(({ at, played }) =>
    played.status === status && played.headAt !== null ? [played.headAt - at] : [],
  );
  return waits.sort((one, other) => one - other);
}

test('waits for a head have the same quantiles, those of errors apart from those of successes', async () => {
  const { recorded, replayed } = await twice(
    [
      '  - { chance: 0.3, faults: [{ error: 503 }, { latency: { from: 30ms, to: 90ms } }] }',
      '  - { faults: [{ latency: { median: 400ms, p99: 3s, cap: 10s, answers: successes } }] }',
    ].join('\n'),
    'waits.jsonl',
  );
  const bounds = [
    ...([
      [200, 0.5, 0.1],
      [200, 0.9, 0.15],
      [200, 0.99, 0.4],
    ] as const),
    ...([
      [503, 0.5, 0.25],
      [503, 0.9, 0.4],
    ] as const),
  ];
  for (const [status, share, bound] of bounds) {
    const [one, other] = [recorded, replayed].map((lines) => {
      const waits = waitsOf(lines, status);
      return waits[Math.floor(share * waits.length)] ?? 0;
    });
    expect(Math.abs((other ?? 0) / (one ?? 1) - 1), `${status} at ${share}`).toBeLessThan(bound);
  }
});

test('a healthy day has no rules and no stages', async () => {
  const { text, learned } = await twice('  - { during: 1d.., faults: [{ error: 503 }] }', 'healthy.jsonl');
  expect(learned.stages).toHaveLength(1);
  expect(text).toContain('rules: []');
  expect(text).not.toContain('stages:');
});

test('stages begin and end where the bad times did', async () => {
  const { learned } = await twice(
    '  - { during: 30s..60s, chance: 0.4, faults: [{ error: 503 }] }',
    'stages.jsonl',
  );
  expect(learned.stages.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [0, 30_000],
    [30_000, 60_000],
    [60_000, 100_000],
  ]);
});
