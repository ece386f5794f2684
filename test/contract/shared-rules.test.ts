import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import type { CompiledScenario, Engine } from '../../src/engine/compiled-scenario.ts';
import { compileScenario } from '../../src/engine/engine.ts';
import { RedisStore } from '../../src/store/redis/store.ts';
import { fixedClock } from '../helpers/clock.ts';
import { scenarioOf } from '../helpers/engine.ts';
import { requestFacts } from '../helpers/facts.ts';
import { redisServer } from '../helpers/redis.ts';
import { needs } from '../helpers/system.ts';

const test = needs('redis');
const server = redisServer();

beforeAll(() => server.start());
afterAll(() => server.close());

/** HISTORIES=2000 tries more of them. */
const histories = Number(process.env['HISTORIES'] ?? 60);

const rule = fc.record(
  {
    skip: fc.integer({ min: 1, max: 4 }),
    every: fc.integer({ min: 1, max: 4 }),
    times: fc.integer({ min: 1, max: 6 }),
    chance: fc.constantFrom(0, 0.1, 0.5, 0.9, 1),
    per: fc.constantFrom('model', 'key'),
    when: fc.constantFrom({ model: 'a' }, { model: '*' }),
    during: fc.constantFrom('0s..30s', '10s..60s'),
  },
  { requiredKeys: [] },
);

const injection = fc.constantFrom(
  { faults: [503] },
  { faults: [{ latency: '1s' }] },
  { faults: [{ error: { status: 429, retryAfter: ['1s', '2s', '3s'] } }] },
  { sequence: [429, 'ok', 503] },
  { sequence: [{ latency: '2s' }, 500], then: 'repeat' },
  { sequence: [502], then: 'last' },
);

const requests = fc.array(
  fc.record({
    model: fc.constantFrom('a', 'b'),
    question: fc.nat(2),
    step: fc.integer({ min: 0, max: 4_000 }),
    gateway: fc.nat(2),
    foresees: fc.constantFrom(true, false, false),
  }),
  { minLength: 1, maxLength: 40 },
);

const limit = fc.constantFrom([], [{ id: 'few', rate: '5 requests per minute', by: ['model'] }]);

/** `null`: it is refused, since one of its rules could never fire. */
async function scenario(rules: readonly object[], rateLimits: readonly object[]) {
  const text = JSON.stringify({ seed: 7, rules, ...(rateLimits.length === 0 ? {} : { rateLimits }) });
  return scenarioOf(text).then(compileScenario, () => null);
}

/** An engine that counts for itself, and three that share a store. */
async function engines(compiled: CompiledScenario, prefix: string) {
  const clock = fixedClock();
  const stores = await Promise.all(
    Array.from({ length: 3 }, () =>
      RedisStore.open({
        ...{ url: server.url, prefix, clock, time: 'given', leaseMs: 1e12 },
        changed: () => {},
      }),
    ),
  );
  const shared = stores.map((store) =>
    compiled.createEngine(clock, undefined, { shared: store.runOf('s', '', 'closed') }),
  );
  const close = () => Promise.all(stores.map((store) => store.close()));
  return { clock, alone: compiled.createEngine(clock), shared, close };
}

/** What is said of a decision, and of its faults with what was drawn for them. */
const toldOf = ({ rules, faults }: ReturnType<Engine['decide']>) => [rules, faults.map(({ says }) => says)];

let runs = 0;

test('three gateways with one store decide as one gateway does', { timeout: 120_000 }, async () => {
  const written = fc.tuple(rule, injection).map(([{ skip, every, times, chance, ...place }, does]) => {
    // A sequence says itself which match meets what.
    const schedule = 'sequence' in does ? {} : { skip, every, times, chance };
    return JSON.parse(JSON.stringify({ ...schedule, ...place, ...does })) as object;
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(written, { minLength: 1, maxLength: 4 }),
      limit,
      requests,
      async (given, rateLimits, sent) => {
        runs += 1;
        const rules = given.map((each, index) => ({ id: `rule-${index}`, ...each }));
        const compiled = await scenario(rules, rateLimits);
        fc.pre(compiled !== null);
        const { clock, alone, shared, close } = await engines(compiled, `run-${runs}:`);
        let elapsed = 0;
        for (const { model, question, step, gateway, foresees } of sent) {
          elapsed += step;
          clock.advance(step);
          const body = { model, messages: [{ role: 'user', content: String(question) }] };
          const facts = requestFacts(compiled.scenario.inUse, { body });
          const one = shared[gateway];
          if (one === undefined) throw new Error('no such gateway');
          const reply = await one.ask(facts, elapsed, foresees ? 'foresee' : 'take');
          const [expected, seen] = foresees
            ? [alone.foresee(facts, elapsed, 'best'), one.foresee(facts, elapsed, 'best', reply)]
            : [alone.decide(facts, elapsed), one.decide(facts, elapsed, { reply })];
          expect(toldOf(seen)).toEqual(toldOf(expected));
        }
        await close();
      },
    ),
    { numRuns: histories },
  );
});

test('the store draws what a gateway draws, to the last of many', async () => {
  const compiled = await scenario(
    [{ id: 'half', chance: 0.5, times: 10_000, faults: [{ latency: '1s' }] }],
    [],
  );
  if (compiled === null) throw new Error('the scenario was refused');
  const { alone, shared, close } = await engines(compiled, 'draws:');
  const [one] = shared;
  if (one === undefined) throw new Error('no gateway');
  let fired = 0;
  for (let turn = 0; turn < 400; turn += 1) {
    const facts = requestFacts(compiled.scenario.inUse, { body: { model: 'm', turn: turn % 150 } });
    const reply = await one.ask(facts, 0, 'take');
    const seen = one.decide(facts, 0, { reply });
    expect(toldOf(seen)).toEqual(toldOf(alone.decide(facts, 0)));
    fired += seen.faults.length;
  }
  expect(fired).toBeGreaterThan(150);
  await close();
});
