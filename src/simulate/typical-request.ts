import { compose } from '../answer/framing/compose.ts';
import { createTokenMeter, promptTokens } from '../answer/sent-tokens.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Clock } from '../lib/clock.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { When } from '../model/scenario.ts';
import type { Tokens } from '../model/tokens.ts';
import { sampleFor } from './sample-request.ts';
import { factsOf, simulatedRun } from './simulated-run.ts';

/** A request, what its answer costs, and how long the answer takes (whole milliseconds). */
export interface TypicalRequest {
  readonly facts: RequestFacts;
  readonly tokens: Tokens;
  readonly tookMs: number;
}

const clock: Clock = { now: () => 0, wall: () => 0, after: () => () => {}, httpDate: String };

const connection: ConnectionFacts = {
  ...{ connection: 1, at: 0, address: '127.0.0.1', tls: null, sni: null },
  ...{ alpn: [], tunnel: null, certificate: null },
};

/** A request that meets the conditions, answered by the built-in model: what others answer is not known. */
export async function typicalRequest(compiled: CompiledScenario, when: When): Promise<TypicalRequest> {
  const scenario = { ...compiled.scenario, upstream: { kind: 'stub' } as const, upstreams: [] };
  const { run, close } = simulatedRun({ ...compiled, scenario }, clock);
  const { facts, source } = factsOf(run, sampleFor(scenario, when), connection);
  const meter = createTokenMeter(promptTokens(facts.json));
  const answer = compose(() => (source.kind === 'stub' ? source.stub.answer(facts) : []), [], null);
  let tookMs = 0;
  for await (const step of meter.watch(answer)) if (step.kind === 'pause') tookMs += step.ms;
  close();
  return { facts, tokens: meter.tokens, tookMs: Math.ceil(tookMs) };
}
