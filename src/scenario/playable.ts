import type { Clock } from '../lib/clock.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Step } from '../model/step.ts';

/** Decides; its only state is counters. One for each scenario under one label. */
export interface Engine {
  /** `elapsedMs`: since the scenario began. */
  decide(facts: RequestFacts, elapsedMs: number): Decision<AsyncIterable<Step>>;
  welcome(facts: ConnectionFacts, elapsedMs: number): Decision<ConnectionPlan>;
}

/** A scenario with what it takes to play it. */
export interface Playable {
  readonly scenario: Scenario;
  /** Whether some rule can be decided only with the request's body in hand. */
  readonly needsBody: boolean;
  createEngine(clock: Clock): Engine;
}

const idleEngine: Engine = {
  decide: () => ({ rules: [], faults: [] }),
  welcome: () => ({ rules: [], faults: [] }),
};

/** A scenario without rules needs no shelf of faults, so that a healthy gateway starts fast. */
export function playableWithoutRules(scenario: Scenario): Playable {
  return { scenario, needsBody: false, createEngine: () => idleEngine };
}
