import { compose } from '../answer/framing/compose.ts';
import { isEventStream } from '../answer/framing/headers.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Run } from '../gateway/run.ts';
import type { Clock } from '../lib/clock.ts';
import type { BoundFault, RuleOutcome } from '../model/decision.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { Step } from '../model/step.ts';
import { simulateConnection } from './connection.ts';
import { isStreamFault, type Sample } from './sample-request.ts';
import { factsOf, simulatedRun } from './simulated-run.ts';

/** What one simulated request meets. */
export interface Rehearsed {
  /** Seconds since the scenario began. */
  readonly second: number;
  readonly rules: readonly RuleOutcome[];
  /** In English, one for each fault; empty: nothing is injected. */
  readonly faults: readonly string[];
  /** The status that the client sees; `null`: none. `upstream`, `tape`: the status that this source gives. */
  readonly status: number | 'upstream' | 'tape' | null;
  /** Milliseconds of silence before the head, or before the connection breaks. */
  readonly waitMs: number;
}

/** State of a simulation: the sample and the port. */
interface Simulation {
  readonly run: Run;
  readonly sample: Sample;
  accepted: number;
  /** Until when the port is closed (ms since the scenario began). */
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

/** What is injected. Says of faults of streams that they find no stream to act on. */
function saysOf(faults: readonly BoundFault<unknown>[], form: 'stream' | 'whole' | 'unknown'): string[] {
  const injected = faults.filter(({ effect }) => effect !== 'none');
  return injected.map(({ name, says }) =>
    form === 'whole' && isStreamFault(name) ? `${says} (not played: the answer is no stream)` : says,
  );
}

/** Status and ending of an answer as a client sees them, and its wait for the head. */
async function watch(steps: AsyncIterable<Step>) {
  const seen = {
    ...{ status: null as number | null, waitMs: 0 },
    ...{ ending: 'whole' as 'whole' | 'broken', form: 'unknown' as 'stream' | 'whole' | 'unknown' },
  };
  for await (const step of steps) {
    if (seen.status === null && (step.kind === 'pause' || step.kind === 'hang')) seen.waitMs += step.ms;
    if (step.kind === 'head') {
      seen.status = step.status;
      seen.form = isEventStream(step.headers) ? 'stream' : 'whole';
    }
    if (step.kind === 'sever' || (step.kind === 'end' && step.damaged)) seen.ending = 'broken';
  }
  return seen;
}

async function request(
  simulation: Simulation,
  connection: ConnectionFacts,
): Promise<Omit<Rehearsed, 'second'>> {
  const { run } = simulation;
  const { facts, source } = factsOf(run, simulation.sample, connection);
  const { rules, faults, onEnd } = run.engine.decide(facts, run.elapsed(connection.at));
  let asked = false;
  const steps = compose(
    () => {
      asked = true;
      return source.kind === 'stub' ? source.stub.answer(facts) : [];
    },
    faults,
    null,
  );
  const { waitMs, ending, ...head } = await watch(steps);
  onEnd?.();
  const isRenamed = faults.some(({ name }) => name === 'stream-wrong-type');
  const form = (asked && source.kind !== 'stub') || isRenamed ? 'unknown' : head.form;
  const status = asked && source.kind !== 'stub' ? source.kind : head.status;
  const failed = ending === 'broken' || (typeof status === 'number' && status >= 400);
  run.attempts.ended(facts.call, { outcome: failed ? 'failed' : 'answered', knownAt: connection.at });
  return { rules, faults: saysOf(faults, form), status, waitMs };
}

async function rehearseOne(simulation: Simulation, second: number): Promise<Rehearsed> {
  const unanswered = { second, rules: [], faults: ['the port is closed'], status: null, waitMs: 0 };
  if (second * 1_000 < simulation.closedUntil) return unanswered;
  simulation.accepted += 1;
  const { run } = simulation;
  const { plan, open, rules, faults, waitMs } = simulateConnection(
    run,
    acceptedAt(simulation.accepted, second),
  );
  if (plan.welcome.kind === 'refuse') simulation.closedUntil = second * 1_000 + plan.welcome.ms;
  if (open === null) return { ...unanswered, rules, faults, waitMs };
  const answered = await request(simulation, open);
  return {
    second,
    rules: [...rules, ...answered.rules],
    faults: [...faults, ...answered.faults],
    status: answered.status,
    waitMs: waitMs + answered.waitMs,
  };
}

/**
 * Simulates `count` copies of a request, one in each second of the scenario, with the engine and stub of
 * `serve` and a clock that is set by hand.
 */
export async function rehearse(
  compiled: CompiledScenario,
  sample: Sample,
  count: number,
): Promise<Rehearsed[]> {
  let now = 0;
  const clock: Clock = { now: () => now, wall: () => now, after: () => () => {}, httpDate: String };
  const { run, close } = simulatedRun(compiled, clock);
  const simulation = {
    run,
    sample,
    accepted: 0,
    closedUntil: 0,
  };
  const met: Rehearsed[] = [];
  for (let second = 0; second < count; second += 1) {
    now = second * 1_000;
    met.push(await rehearseOne(simulation, second));
  }
  close();
  return met;
}
