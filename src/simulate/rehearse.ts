import { compose } from '../answer/framing/compose.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { createAnswerSources } from '../gateway/answer-source.ts';
import { type Run, Runs } from '../gateway/runs.ts';
import type { Clock } from '../lib/clock.ts';
import type { RuleOutcome } from '../model/decision.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { Step } from '../model/step.ts';
import { identify } from '../request/identify.ts';
import { type Scheme, schemeOf } from './client-preamble.ts';
import { simulateConnection } from './connection.ts';
import type { Sample } from './sample-request.ts';

/** What one copy of the sample would meet. */
export interface Rehearsed {
  /** Seconds since the scenario began. */
  readonly second: number;
  readonly rules: readonly RuleOutcome[];
  /** English, one for each fault; empty: nothing is injected. */
  readonly faults: readonly string[];
  /** Status that the client sees; `null`: none. `upstream`, `tape`: whatever that one says. */
  readonly status: number | 'upstream' | 'tape' | null;
  /** Milliseconds of silence before the head, or before the connection breaks. */
  readonly waitMs: number;
}

/** The sample, what it is spoken in, and what of the port outlasts a connection. */
interface Simulation {
  readonly run: Run;
  readonly sample: Sample;
  readonly scheme: Scheme;
  accepted: number;
  /** Milliseconds since the scenario began until which the port is closed. */
  closedUntil: number;
}

function acceptedAt(connection: number, second: number): ConnectionFacts {
  return {
    connection,
    at: second * 1_000,
    address: '127.0.0.1',
    tls: null,
    sni: null,
    alpn: [],
    tunnel: null,
    certificate: null,
  };
}

function factsOf({ run, sample: { method, path, headers, body } }: Simulation, connection: ConnectionFacts) {
  return identify({
    req: { method, headers: { ...headers } },
    connection,
    connectionUse: 'first',
    at: connection.at,
    target: { scenario: null, label: '', path, query: '' },
    match: run.route(path),
    body: { bytes: body === '' ? null : Buffer.from(body), extent: 'whole' },
    platform: run.scenario.inUse.platform,
    callOf: (facts) => run.attempts.arrive(facts),
  });
}

/** What a client has seen when it is over, and how long it waited for the head. */
async function watch(steps: AsyncIterable<Step>) {
  const seen = { status: null as number | null, waitMs: 0, ending: 'whole' as 'whole' | 'broken' };
  for await (const step of steps) {
    if (seen.status === null && (step.kind === 'pause' || step.kind === 'hang')) seen.waitMs += step.ms;
    if (step.kind === 'head') seen.status = step.status;
    if (step.kind === 'sever' || (step.kind === 'end' && step.damaged)) seen.ending = 'broken';
  }
  return seen;
}

async function request(stage: Simulation, connection: ConnectionFacts): Promise<Omit<Rehearsed, 'second'>> {
  const { run } = stage;
  const facts = factsOf(stage, connection);
  const { rules, faults } = run.engine.decide(facts, run.elapsed(connection.at));
  let asked = false;
  const steps = compose(
    () => {
      asked = true;
      return run.source.kind === 'stub' ? run.source.stub.answer(facts) : [];
    },
    faults,
    null,
  );
  const { waitMs, ending, ...head } = await watch(steps);
  const status = asked && run.source.kind !== 'stub' ? run.source.kind : head.status;
  const failed = ending === 'broken' || (typeof status === 'number' && status >= 400);
  run.attempts.ended(facts.call, { outcome: failed ? 'failed' : 'answered', knownAt: connection.at });
  return { rules, faults: faults.map(({ says }) => says), status, waitMs };
}

async function rehearseOne(stage: Simulation, second: number): Promise<Rehearsed> {
  const unanswered = { second, rules: [], faults: ['the port is closed'], status: null, waitMs: 0 };
  if (second * 1_000 < stage.closedUntil) return unanswered;
  stage.accepted += 1;
  const { run, scheme } = stage;
  const { plan, open, rules, faults, waitMs } = simulateConnection(
    run,
    acceptedAt(stage.accepted, second),
    scheme,
  );
  if (plan.welcome.kind === 'refuse') stage.closedUntil = second * 1_000 + plan.welcome.ms;
  if (open === null) return { ...unanswered, rules, faults, waitMs };
  const answered = await request(stage, open);
  return {
    second,
    rules: [...rules, ...answered.rules],
    faults: [...faults, ...answered.faults],
    status: answered.status,
    waitMs: waitMs + answered.waitMs,
  };
}

/**
 * What `count` copies of a request meet, one in each second of the scenario: the same engine and the same
 * stub as in `serve`, on a clock that stands where it is put.
 */
export async function rehearse(
  compiled: CompiledScenario,
  sample: Sample,
  count: number,
): Promise<Rehearsed[]> {
  let now = 0;
  const clock: Clock = { now: () => now, after: () => () => {}, httpDate: String };
  const sources = createAnswerSources(clock);
  const silent = () => {};
  const runs = new Runs({
    ...{ clock, sourceOf: sources.of, notice: silent, over: silent },
    recorderOf: () => null,
  });
  const stage = {
    run: runs.of(compiled, ''),
    sample,
    scheme: schemeOf(compiled.scenario),
    accepted: 0,
    closedUntil: 0,
  };
  const met: Rehearsed[] = [];
  for (let second = 0; second < count; second += 1) {
    now = second * 1_000;
    met.push(await rehearseOne(stage, second));
  }
  sources.close();
  return met;
}
