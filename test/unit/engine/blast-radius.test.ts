import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlastRadiusGuard, type RadiusRuling } from '../../../src/engine/blast-radius.ts';
import type { BlastRadius } from '../../../src/model/blast-radius.ts';
import { readBlastRadius } from '../../../src/scenario/compile-blast-radius.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { connectionFacts } from '../../helpers/facts.ts';

const read = (text: string): BlastRadius => readBlastRadius(text, 'body');

const guardOf = (text: string, clock = fixedClock()) => new BlastRadiusGuard(read(text), clock);

/** What becomes of so many that rules would hit, one after the other: `F` is hit, `.` is held back. */
const course = (guard: BlastRadiusGuard, count: number) =>
  Array.from({ length: count }, () => (guard.ask().kind === 'hit' ? 'F' : '.')).join('');

test.each([
  ['share: 0.3', '...F..F..F...F..F..F'],
  ['share: "30 %"', '...F..F..F...F..F..F'],
  ['share: 0.5', '.F.F.F.F'],
  ['share: 1', 'FFFFFFFF'],
  ['share: 0', '........'],
  ['total: 3', 'FFF.....'],
  ['total: 0', '........'],
  ['{ share: 0.5, total: 2 }', '.F.F......'],
  ['active: 2', 'FF......'],
  ['within: { max: 3, per: 1m }', 'FFF.....'],
  ['within: { max: 0, per: 1m }', '........'],
])('%s: %s', (text, expected) => {
  expect(course(guardOf(text), expected.length)).toBe(expected);
});

test('a share of hundredths is exact: no rounding takes one hit away or gives one', () => {
  for (let hundredths = 0; hundredths <= 100; hundredths += 1) {
    const guard = guardOf(`share: ${hundredths / 100}`);
    course(guard, 1_000);
    expect(guard.figures.hit).toBe(hundredths * 10);
  }
});

test('active is given back when an answer has ended, once', () => {
  const guard = guardOf('active: 1');
  const first = guard.ask();
  expect(guard.ask()).toMatchObject({
    bound: 'active',
    because: 'held back by the blast radius: 1 are hit at this moment, at most 1 may be',
  });
  if (first.kind === 'hit') for (let time = 0; time < 3; time += 1) first.end();
  expect(guard.figures.active).toBe(0);
  expect(course(guard, 3)).toBe('F..');
});

test('the window slides: each hit leaves it after its time, and not with the first', () => {
  const clock = fixedClock();
  const guard = guardOf('within: { max: 2, per: 1m }', clock);
  expect(course(guard, 1)).toBe('F');
  clock.advance(40_000);
  expect(course(guard, 2)).toBe('F.');
  clock.advance(19_999);
  expect(course(guard, 1)).toBe('.');
  clock.advance(1);
  expect(course(guard, 2)).toBe('F.');
  clock.advance(40_000);
  expect(course(guard, 2)).toBe('F.');
});

test('what another bound held back is not made up for later', () => {
  const guard = guardOf('{ share: 0.5, active: 1 }');
  expect(guard.ask().kind).toBe('held-back');
  const hung = guard.ask();
  expect(course(guard, 40)).toBe('.'.repeat(40));
  if (hung.kind === 'hit') hung.end();
  const after = Array.from({ length: 8 }, () => {
    const ruling = guard.ask();
    if (ruling.kind === 'hit') ruling.end();
    return ruling.kind === 'hit' ? 'F' : '.';
  });
  expect(after.join('')).toMatch(/^F[F.]?(\.F)+\.?$/);
  expect(after.filter((each) => each === 'F').length).toBeLessThanOrEqual(8 / 2 + 1);
});

test('the figures tell what each bound held back, the first that does', () => {
  const guard = guardOf('{ share: 0.5, total: 2 }');
  course(guard, 10);
  expect(guard.figures).toEqual({
    ...{ seen: 10, hit: 2, active: 2 },
    // The share has room for one from the sixth on, and keeps it.
    heldBack: { port: 0, share: 3, active: 0, total: 5, within: 0 },
  });
});

test('counting anew forgets all but what is hit at that moment', () => {
  const guard = guardOf('{ active: 2, total: 2 }');
  const first = guard.ask();
  guard.ask();
  guard.renew();
  expect(guard.figures).toMatchObject({ seen: 0, hit: 0, active: 2 });
  expect(guard.ask()).toMatchObject({ bound: 'active' });
  guard.renew(read('{ active: 2, total: 1 }'));
  if (first.kind === 'hit') first.end();
  expect(course(guard, 2)).toBe('F.');
});

test('a connection counts once however often its rules are evaluated, until it has closed', () => {
  const guard = guardOf('{ active: 1 }');
  const of = (connection: number) => ({ ...connectionFacts, connection });
  const ask = (connection: number) => guard.askConnection(of(connection), false).kind;
  expect([ask(1), ask(2), ask(1), ask(2)]).toEqual(['hit', 'held-back', 'hit', 'held-back']);
  guard.closed(of(1));
  guard.closed(of(1));
  expect(guard.figures).toMatchObject({ seen: 2, hit: 1, active: 0 });
  // It was held back, and stays so.
  expect([ask(2), ask(3)]).toEqual(['held-back', 'hit']);
});

test('a fault that closes the port is never let through, since it would hit every client', () => {
  const guard = guardOf('total: 9');
  expect(guard.ask(true)).toMatchObject({ bound: 'port' });
  expect(guard.askConnection(connectionFacts, false).kind).toBe('hit');
  expect(guard.askConnection(connectionFacts, true)).toMatchObject({ bound: 'port' });
});

const radii = fc.record({
  share: fc.oneof(
    fc.constant(1),
    fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100),
  ),
  active: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(6)),
  total: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(40)),
  within: fc.option(fc.record({ max: fc.nat(8), perMs: fc.constantFrom(1, 100, 1_000) })),
});

/** A load: requests and connections come, answers end in any order, and time goes by. */
const moves = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant({ does: 'asks' } as const) },
    { weight: 1, arbitrary: fc.nat(30).map((connection) => ({ does: 'connects', connection }) as const) },
    { weight: 3, arbitrary: fc.nat().map((which) => ({ does: 'ends', which }) as const) },
    { weight: 2, arbitrary: fc.nat(400).map((ms) => ({ does: 'waits', ms }) as const) },
  ),
  { maxLength: 300 },
);

/** Tells the same from a list of all that happened. */
class Load {
  readonly clock = fixedClock();
  readonly radius: BlastRadius;
  readonly guard: BlastRadiusGuard;
  readonly under = new Set<() => void>();
  readonly asked: ('hit' | 'held-back')[] = [];
  readonly times: number[] = [];
  readonly #known = new Map<number, RadiusRuling>();

  constructor(radius: Omit<BlastRadius, 'only'>) {
    this.radius = { ...radius, only: {} };
    this.guard = new BlastRadiusGuard(this.radius, this.clock);
  }

  move(move: typeof moves extends fc.Arbitrary<readonly (infer M)[]> ? M : never): void {
    if (move.does === 'waits') this.clock.advance(move.ms);
    else if (move.does === 'ends') [...this.under][move.which % Math.max(1, this.under.size)]?.();
    else if (move.does === 'asks') this.#note(this.guard.ask(), (end) => end());
    else this.#connect({ ...connectionFacts, connection: move.connection });
  }

  #connect(facts: typeof connectionFacts): void {
    const ruling = this.guard.askConnection(facts, false);
    const known = this.#known.get(facts.connection);
    if (known !== undefined) expect(ruling).toBe(known);
    else {
      this.#known.set(facts.connection, ruling);
      this.#note(ruling, () => {
        this.#known.delete(facts.connection);
        this.guard.closed(facts);
      });
    }
  }

  #note(ruling: RadiusRuling, ended: (end: () => void) => void): void {
    this.asked.push(ruling.kind);
    if (ruling.kind !== 'hit') return;
    this.times.push(this.clock.now());
    const end = () => {
      this.under.delete(end);
      ended(ruling.end);
    };
    this.under.add(end);
  }

  check(): void {
    const { share, active, total, within } = this.radius;
    const hits = this.asked.filter((kind) => kind === 'hit').length;
    expect(hits * 100).toBeLessThanOrEqual(Math.round(share * 100) * this.asked.length);
    expect(this.under.size).toBeLessThanOrEqual(active);
    expect(hits).toBeLessThanOrEqual(total);
    if (within !== null)
      for (const from of this.times)
        expect(
          this.times.filter((time) => time >= from && time < from + within.perMs).length,
        ).toBeLessThanOrEqual(within.max);
    expect(this.guard.figures).toMatchObject({ seen: this.asked.length, hit: hits, active: this.under.size });
  }
}

test('never more than allowed of the share, at once, in all and in any window, whatever comes', () => {
  fc.assert(
    fc.property(radii, moves, (radius, load) => {
      const played = new Load(radius);
      for (const move of load) {
        played.move(move);
        played.check();
      }
    }),
  );
});

test('of any run of successive requests at most the share of them and one more are hit', () => {
  fc.assert(
    fc.property(radii, moves, (radius, load) => {
      const played = new Load(radius);
      for (const move of load) played.move(move);
      const { asked } = played;
      const hundredths = Math.round(radius.share * 100);
      for (let from = 0; from < asked.length; from += 1) {
        let hits = 0;
        for (let to = from; to < asked.length; to += 1) {
          if (asked[to] === 'hit') hits += 1;
          expect(hits * 100).toBeLessThanOrEqual(hundredths * (to - from + 1) + 100);
        }
      }
    }),
    { numRuns: 50 },
  );
});
