import { expect, test } from 'vitest';
import { compose } from '../../../src/answer/framing/compose.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import type { Decision } from '../../../src/model/decision.ts';
import type { Step } from '../../../src/model/step.ts';
import { type LimitFigures, limitFigures } from '../../../src/simulate/limit-figures.ts';
import { sampleOf } from '../../../src/simulate/sample-request.ts';
import { simulatedRun } from '../../../src/simulate/simulated-run.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { engineOf, scenarioOf } from '../../helpers/engine.ts';
import { requestFacts, someTime } from '../../helpers/facts.ts';
import { collect } from '../../helpers/steps.ts';

async function figuresOf(text: string): Promise<LimitFigures> {
  const [figures] = await limitFigures(compileScenario(await scenarioOf(text)));
  if (figures === undefined) throw new Error('the limit has no figures');
  return figures;
}

/** The engine of `serve` and the built-in model, asked with the sample of the scenario. */
async function played(text: string) {
  const clock = fixedClock();
  const { engine, scenario, inUse } = await engineOf(text, clock);
  const [source] = simulatedRun(compileScenario(scenario), clock).run.sources;
  const { path, body } = sampleOf(scenario);
  const facts = requestFacts(inUse, { path, body });

  /** Milliseconds that the answer takes; `null`: it is refused. What it costs is settled by `onEnd`. */
  async function ask(): Promise<{ tookMs: number | null; onEnd: () => void }> {
    const decision: Decision<AsyncIterable<Step>> = engine.decide(facts, 0);
    const answer = () => (source?.kind === 'stub' ? source.stub.answer(facts) : []);
    const steps = await collect(compose(answer, decision.faults, null));
    const waits = steps.map((step) => (step.kind === 'pause' ? step.ms : 0));
    const isRefused = decision.rules.some(({ outcome }) => outcome === 'fired');
    const tookMs = isRefused ? null : waits.reduce((sum, ms) => sum + ms, 0);
    return { tookMs, onEnd: () => decision.onEnd?.() };
  }

  return { clock, ask, to: (at: number) => clock.advance(someTime + at - clock.now()) };
}

/** Twenty workers, five times a second each, for 30 s: one request in each 10 ms. */
async function refusedByEngine(text: string): Promise<number> {
  const { ask, to } = await played(text);
  const underWay: { endsAt: number; onEnd: () => void }[] = [];
  let refused = 0;
  for (let at = 0; at < 30_000; at += 10) {
    for (let next = underWay[0]; next !== undefined && next.endsAt <= at; next = underWay[0]) {
      to(next.endsAt);
      next.onEnd();
      underWay.shift();
    }
    to(at);
    const { tookMs, onEnd } = await ask();
    if (tookMs === null) refused += 1;
    else underWay.push({ endsAt: at + tookMs, onEnd });
  }
  return refused;
}

const inTime = ['continuous-refill', 'fixed-window', 'sliding-window', 'calendar-window'];
const rates = [
  'rate: 60 requests per minute',
  'rate: 20000 tokens per minute',
  'rate: 5000 tokens per minute, accounting: after',
  'rate: 900 tokens per second, maxTokens: 100',
];

test.each(inTime.flatMap((algorithm) => rates.map((rate) => [algorithm, rate] as const)))(
  '%s, %s: as many of 3000 are refused as by the engine',
  async (algorithm, rate) => {
    const text = `
stub: { pace: { firstToken: 433ms } }
rateLimits: [{ id: limit, by: [key], algorithm: ${algorithm}, ${rate} }]`;
    const refused = await refusedByEngine(text);
    expect(await figuresOf(text)).toMatchObject({ limit: 'limit', kind: 'steady', asked: 3_000, refused });
    expect(refused).toBeGreaterThan(0);
  },
);

test.each([
  ['rateLimits: [{ id: limit, concurrent: 4 }]', 16],
  ['rateLimits: [{ id: limit, concurrent: 30 }]', 0],
  ['inFlightBudgets: [{ id: limit, inFlight: 0.05 USD, error: rate-limited }]', 16],
])('%s: as many of 20 at once are refused as by the engine', async (text, expected) => {
  const { ask } = await played(text);
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  const refused = answers.filter(({ tookMs }) => tookMs === null).length;
  expect(refused).toBe(expected);
  expect(await figuresOf(text)).toMatchObject({ kind: 'at-once', asked: 20, refused });
});

test.each([
  'rateLimits: [{ id: limit, rate: 45 requests per hour }]',
  'rateLimits: [{ id: limit, rate: 50000 tokens per day, algorithm: fixed-window }]',
  'rateLimits: [{ id: limit, rate: 50000 tokens per hour, algorithm: sliding-window }]',
  'quotas: [{ id: limit, quota: 3000 requests per day, resetsAt: "12:00" }]',
  'quotas: [{ id: limit, quota: 9000 tokens per day, resetsAt: "12:00" }]',
  'budgets: [{ id: limit, budget: 0.005 USD per 5h, error: rate-limited }]',
  'budgets: [{ id: limit, budget: 0.05 USD per 7d, accounting: reserve, error: rate-limited }]',
])(
  '%s: as many requests use it up as in the engine, and it opens again when the engine does',
  async (text) => {
    const { ask, clock } = await played(text);
    const figures = await figuresOf(text);
    if (figures.kind !== 'used-up' || figures.opensAfterMs === null)
      throw new Error('it does not open again');
    expect(await askedUntilRefused(ask)).toBe(figures.requests);
    clock.advance(figures.opensAfterMs - 1);
    expect((await ask()).tookMs).toBeNull();
    clock.advance(1);
    expect((await ask()).tookMs).not.toBeNull();
  },
);

async function askedUntilRefused(ask: Awaited<ReturnType<typeof played>>['ask']): Promise<number> {
  for (let requests = 0; ; requests += 1) {
    const { tookMs, onEnd } = await ask();
    if (tookMs === null) return requests;
    onEnd();
  }
}

test.each(['after', 'reserve'])(
  'a wallet (%s) is used up as in the engine, and never opens',
  async (accounting) => {
    const text = `wallets: [{ id: limit, balance: 0.3 USD, accounting: ${accounting}, error: rate-limited }]`;
    const { ask, clock } = await played(text);
    const requests = await askedUntilRefused(ask);
    expect(requests).toBeGreaterThan(1_000);
    expect(await figuresOf(text)).toMatchObject({ kind: 'used-up', requests, opensAfterMs: null });
    clock.advance(100 * 86_400_000);
    expect((await ask()).tookMs).toBeNull();
  },
);

test('a limit that is less than one request has room for none', async () => {
  const figures = await figuresOf('quotas: [{ id: limit, quota: 1000 tokens per day }]');
  expect(figures).toMatchObject({ kind: 'used-up', requests: 0, opensAfterMs: null });
});

test('of a large limit only the end is played: a million million of tokens is known at once', async () => {
  const figures = await figuresOf(
    'quotas: [{ id: limit, quota: 999999999999 tokens per month, accounting: after }]',
  );
  if (figures.kind !== 'used-up') throw new Error('it is not used up');
  expect(figures.requests).toBe(Math.ceil(999_999_999_999 / figures.request.cost));
});

test('a limit of other requests than those of the first rule is played with one that it counts', async () => {
  const text = `
rules: [{ when: { route: chat }, faults: [500] }]
rateLimits: [{ id: limit, rate: 60 requests per minute, when: { route: embeddings, model: "*embed*" } }]`;
  expect((await figuresOf(text)).request.model).toMatch(/embed/i);
});
