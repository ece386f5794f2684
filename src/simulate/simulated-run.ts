import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { type AnswerSource, createAnswerSources } from '../gateway/answer-source.ts';
import type { Run } from '../gateway/run.ts';
import { Runs } from '../gateway/runs.ts';
import type { Clock } from '../lib/clock.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import { identify } from '../request/identify.ts';
import { parseTarget } from '../request/target.ts';
import type { Sample } from './sample-request.ts';

/** A run of a scenario without a socket, with the engine and stub of `serve`. */
export function simulatedRun(compiled: CompiledScenario, clock: Clock): { run: Run; close(): void } {
  const sources = createAnswerSources(clock);
  const silent = () => {};
  const runs = new Runs({
    ...{ clock, sourceOf: sources.of, notice: silent, over: silent },
    ...{ recorderOf: () => null, kept: null, shared: null, bodies: 'not-kept' },
    faults: { state: 'injecting', stage: null },
  });
  return { run: runs.of(compiled, ''), close: () => sources.close() };
}

/** The facts of a sample that comes first on its connection, and what answers it. */
export function factsOf(
  run: Run,
  { method, path, headers, body }: Sample,
  connection: ConnectionFacts,
): { readonly facts: RequestFacts; readonly source: AnswerSource } {
  const asked = run.ask(parseTarget(path));
  if (asked === null) throw new Error(`the sample ${path} asks an upstream that the scenario does not have`);
  const { target, upstream, source } = asked;
  const facts = identify({
    req: { method, headers: { ...headers } },
    connection,
    connectionUse: 'first',
    at: connection.at,
    ...{ target, upstream },
    match: run.route(target.path),
    body: { bytes: body === '' ? null : Buffer.from(body), extent: 'whole' },
    platform: run.scenario.inUse.platform,
    ignored: run.scenario.ignored,
    callOf: (made) => run.attempts.arrive(made),
  });
  return { facts, source };
}
