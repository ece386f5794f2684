import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { BlastRadiusGuard } from '../../../src/engine/blast-radius.ts';
import type { Engine } from '../../../src/engine/compiled-scenario.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import type { BlastRadius } from '../../../src/model/blast-radius.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { type FixedClock, fixedClock } from '../../helpers/clock.ts';
import { scenarioOf } from '../../helpers/engine.ts';
import { requestFacts, someTime } from '../../helpers/facts.ts';

/** Rules of every kind of schedule; a scenario gets some of them. */
const pool = `seed: 7
rules:
  - { id: always, when: { route: chat, model: a }, faults: [latency: 1s] }
  - { id: chance, chance: 0.5, faults: [503] }
  - { id: some, skip: 2, every: 3, faults: [hang] }
  - { id: few, times: 4, faults: [500] }
  - { id: each-model, per: model, sequence: [429, ok, 500], then: repeat }
  - { id: at-first, sequence: [500, 502], then: last, when: { model: b } }
  - { id: stream, when: { stream: true }, faults: [stream-cut] }
  - { id: window, during: 1s..3s, faults: [drip: { perFrame: 1s }] }
`;

let base: Scenario;
beforeAll(async () => {
  base = await scenarioOf(pool);
});

const radii = fc.record({
  only: fc.constantFrom<BlastRadius['only']>({}, { model: ['a'] }, { label: ['x'] }),
  share: fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20),
  active: fc.constantFrom(Number.POSITIVE_INFINITY, 0, 1, 3),
  total: fc.constantFrom(Number.POSITIVE_INFINITY, 0, 5, 20),
  within: fc.option(fc.record({ max: fc.nat(4), perMs: fc.constantFrom(100, 1_000) })),
});

const request = fc.record({
  label: fc.constantFrom('', 'x', 'y'),
  model: fc.constantFrom('a', 'b'),
  stream: fc.boolean(),
  /** Milliseconds before it comes. */
  after: fc.nat(300),
  /** How many later requests its answer lasts. */
  lasts: fc.nat(12),
});
type Sent = typeof request extends fc.Arbitrary<infer R> ? R : never;

const labels = ['', 'x', 'y'] as const;

/** The engines of all labels, and the same without a blast radius. */
class Pair {
  readonly radius: BlastRadius;
  readonly clock: FixedClock = fixedClock();
  readonly hits: { readonly at: number; readonly end: number }[] = [];
  readonly guard: BlastRadiusGuard;
  seen = 0;
  readonly #bounded: Map<string, Engine>;
  readonly #free: Map<string, Engine>;
  readonly #ends: { readonly end: number; readonly onEnd: () => void }[] = [];

  constructor(rules: Scenario['rules'], radius: BlastRadius) {
    this.radius = radius;
    const compiled = compileScenario({ ...base, rules, blastRadius: radius });
    const free = compileScenario({ ...base, rules });
    this.guard = compiled.createRadius(this.clock) as BlastRadiusGuard;
    const each = (make: (label: string) => Engine) => new Map(labels.map((label) => [label, make(label)]));
    this.#bounded = each((label) =>
      compiled.createEngine(this.clock, undefined, { radius: this.guard, label }),
    );
    this.#free = each(() => free.createEngine(this.clock));
  }

  isNamed({ label, model }: Sent): boolean {
    const { only } = this.radius;
    return (only.label?.includes(label) ?? true) && (only.model?.includes(model) ?? true);
  }

  send(sent: Sent, index: number): void {
    const { label, model, stream, after, lasts } = sent;
    this.clock.advance(after);
    for (const { end, onEnd } of this.#ends) if (end === index) onEnd();
    const elapsedMs = this.clock.now() - someTime;
    const facts = requestFacts(base.inUse, { body: { model, stream } });
    const met = this.#bounded.get(label)?.decide(facts, elapsedMs);
    const names = met?.faults.map(({ name }) => name) ?? [];
    if (!this.isNamed(sent)) {
      expect(met).toMatchObject({ rules: [], faults: [] });
      return;
    }
    const would = this.#free.get(label)?.decide(facts, elapsedMs);
    const whole = would?.faults.map(({ name }) => name) ?? [];
    // All of what it would meet, or nothing: what is held back changes nothing of what comes later.
    expect([[], whole]).toContainEqual(names);
    if (whole.length > 0) this.seen += 1;
    if (names.length === 0) return;
    const end = index + 1 + lasts;
    this.hits.push({ at: this.clock.now(), end });
    this.#ends.push({ end, onEnd: met?.onEnd ?? expect.fail('a hit gives nothing back') });
  }

  check(index: number): void {
    const { share, active, total, within } = this.radius;
    expect(this.hits.length * 20).toBeLessThanOrEqual(Math.round(share * 20) * this.seen);
    expect(this.hits.length).toBeLessThanOrEqual(total);
    expect(this.hits.filter(({ end }) => end > index).length).toBeLessThanOrEqual(active);
    if (within !== null) {
      const since = this.clock.now() - within.perMs;
      expect(this.hits.filter(({ at }) => at > since).length).toBeLessThanOrEqual(within.max);
    }
    expect(this.guard.figures).toMatchObject({ seen: this.seen, hit: this.hits.length });
  }
}

test('whatever the rules, no bound is exceeded, and each request meets what it would or nothing', () => {
  const rules = fc.subarray([...base.rules], { minLength: 1 });
  const load = fc.array(request, { minLength: 20, maxLength: 80 });
  fc.assert(
    fc.property(rules, radii, load, (some, radius, requests) => {
      const pair = new Pair(some, radius);
      for (const [index, sent] of requests.entries()) {
        pair.send(sent, index);
        pair.check(index);
      }
    }),
  );
});
