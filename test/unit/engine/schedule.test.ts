import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySchedule, type Counter, chanceAt, insideDuring } from '../../../src/engine/schedule.ts';
import type { Schedule } from '../../../src/model/scenario.ts';
import { engineOf, oneRule } from '../../helpers/engine.ts';

const always: Schedule = { during: null, skip: 0, every: 1, chance: 1, times: Number.POSITIVE_INFINITY };
const never = (): number => {
  throw new Error('nothing is to be drawn here');
};

/** What a rule does with matches 1, 2, 3, …: `F` fires, `.` is skipped. */
function course(schedule: Partial<Schedule>, matches: number, draws: readonly number[] = []): string {
  const counter: Counter = { matches: 0, injections: 0 };
  let course = '';
  for (let match = 0; match < matches; match += 1) {
    counter.matches += 1;
    const draw = draws.length === 0 ? never : () => draws[match] ?? 1;
    const { outcome } = applySchedule({ ...always, ...schedule }, counter, 0, draw);
    if (outcome === 'fires') counter.injections += 1;
    course += outcome === 'fires' ? 'F' : '.';
  }
  return course;
}

test.each<[Partial<Schedule>, string]>([
  [{}, 'FFFFFFFFFFFF'],
  [{ skip: 3 }, '...FFFFFFFFF'],
  [{ every: 3 }, '..F..F..F..F'],
  [{ skip: 1, every: 3 }, '...F..F..F..'],
  [{ times: 2 }, 'FF..........'],
  [{ every: 2, times: 2 }, '.F.F........'],
  [{ skip: 2, every: 4, times: 2 }, '.....F...F..'],
  [{ chance: 0 }, '............'],
])('%j', (schedule, expected) => {
  expect(course(schedule, expected.length)).toBe(expected);
});

const half = [0.9, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.9];

test.each<[Partial<Schedule>, string]>([
  [{ chance: 0.5 }, '.FF.FFF.'],
  // A skipped match uses up no injection, and neither does one that chance spares.
  [{ chance: 0.5, times: 2 }, '.FF.....'],
  [{ chance: 0.5, skip: 2, times: 2 }, '..F.F...'],
  [{ chance: 0.5, every: 2 }, '.F...F..'],
  // A draw equal to the chance does not fire: 0 never does, 1 always.
  [{ chance: 0.1 }, '........'],
  [{ chance: 0.100_001 }, '.FF.FFF.'],
])('skip, then every, then chance, then times: %j', (schedule, expected) => {
  expect(course(schedule, expected.length, half)).toBe(expected);
});

test('the number of injections never exceeds times, and is exact where enough matches come', () => {
  const schedules = fc.record({
    skip: fc.nat(20),
    every: fc.integer({ min: 1, max: 7 }),
    times: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(schedules, fc.nat(200), (schedule, matches) => {
      const fired = [...course(schedule, matches)].filter((mark) => mark === 'F').length;
      const possible = Math.max(0, Math.floor((matches - schedule.skip) / schedule.every));
      expect(fired).toBe(Math.min(schedule.times, possible));
    }),
    { seed: 4 },
  );
});

test.each([
  [29_999, false],
  [30_000, true],
  [89_999.9, true],
  [90_000, false],
])('30s..90s at %d ms: %s', (elapsed, inside) => {
  expect(insideDuring({ ...always, during: { fromMs: 30_000, toMs: 90_000 } }, elapsed)).toBe(inside);
});

test('only matches inside of during count', async () => {
  const { fired } = await engineOf(oneRule('id: r\nduring: 30s..90s\nskip: 1\ntimes: 2\nfaults: [500]'));
  const at = [0, 29_999, 30_000, 31_000, 90_000, 89_999, 89_999].map((elapsed) => fired({}, elapsed));
  expect(at).toEqual(['', '', '', 'r', '', 'r', '']);
});

const ramp = [
  { atMs: 10_000, chance: 0.2 },
  { atMs: 20_000, chance: 0.6 },
  { atMs: 60_000, chance: 0 },
];

test.each([
  [0, 0.2],
  [10_000, 0.2],
  [12_500, 0.3],
  [19_999, 0.599_96],
  [20_000, 0.6],
  [40_000, 0.3],
  [60_000, 0],
  [3_600_000, 0],
])('a ramp at %d ms', (elapsed, chance) => {
  expect(chanceAt(ramp, elapsed)).toBeCloseTo(chance, 10);
});

test('a ramp of one point is a chance, and one of none is none', () => {
  for (const elapsed of [0, 5_000, 90_000])
    expect(chanceAt([{ atMs: 5_000, chance: 0.4 }], elapsed)).toBe(0.4);
  expect(chanceAt([], 0)).toBe(0);
});

test('a ramp rises from never to always and stays there', async () => {
  const { fired } = await engineOf(oneRule('id: r\nramp: { from: 0, to: 1, over: 60s }\nfaults: [500]'));
  const hits = (elapsed: number) => {
    let count = 0;
    for (let n = 0; n < 200; n += 1) count += fired({ body: { n } }, elapsed) === '' ? 0 : 1;
    return count;
  };
  expect(hits(0)).toBe(0);
  expect(hits(30_000)).toBeGreaterThan(70);
  expect(hits(30_000)).toBeLessThan(130);
  expect(hits(60_000)).toBe(200);
  expect(hits(600_000)).toBe(200);
});

const items = 'sequence: [429, ok, 500]';

test.each([
  ['stand-aside', '429 ok 500 - - - - -'],
  ['repeat', '429 ok 500 429 ok 500 429 ok'],
  ['last', '429 ok 500 500 500 500 500 500'],
])('after the last of a sequence: %s', async (then, expected) => {
  const { decide } = await engineOf(oneRule(`${items}\nthen: ${then}`));
  const seen = Array.from({ length: 8 }, () => {
    const { rules, faults } = decide();
    if (rules[0]?.outcome !== 'fired') return '-';
    return /status (\d+)/.exec(faults[0]?.says ?? '')?.[1] ?? 'ok';
  });
  expect(seen.join(' ')).toBe(expected);
});

test('ok silences its own rule only', async () => {
  const { decide } = await engineOf('rules: [{ sequence: [ok, 500] }, { id: other, faults: [latency: 1s] }]');
  expect(decide().faults.map(({ name }) => name)).toEqual(['latency']);
});

test('a list in a sequence is injected at once', async () => {
  const { decide } = await engineOf(oneRule('sequence: [[429, latency: 1s], ok]'));
  expect(decide().faults.map(({ name }) => name)).toEqual(['error', 'latency']);
  expect(decide().faults).toEqual([]);
});

test.each<[string, Partial<Schedule>, Counter, number]>([
  ['match 2 of 3 skipped', { skip: 3 }, { matches: 2, injections: 0 }, 0],
  ['match 4 is none of every 3', { every: 3 }, { matches: 4, injections: 0 }, 0],
  ['drew 0.7500 against chance 0.5000', { chance: 0.5 }, { matches: 1, injections: 0 }, 0.75],
  ['all 2 injections are done', { times: 2 }, { matches: 9, injections: 2 }, 0],
  ['match 1, drew 0.2500 against chance 0.5000', { chance: 0.5 }, { matches: 1, injections: 0 }, 0.25],
  ['match 5, injection 2 of 3', { times: 3 }, { matches: 5, injections: 1 }, 0],
])('says why: %s', (because, schedule, counter, drawn) => {
  expect(applySchedule({ ...always, ...schedule }, counter, 0, () => drawn).because).toBe(because);
});
