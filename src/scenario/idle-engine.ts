import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Step } from '../model/step.ts';

/** Decides; its only state is counters. One for each scenario under one label. */
export interface Engine {
  /** `elapsedMs`: since the scenario began. */
  decide(facts: RequestFacts, elapsedMs: number): Decision<AsyncIterable<Step>>;
  welcome(facts: ConnectionFacts, elapsedMs: number): Decision<ConnectionPlan>;
}

/** What plays a scenario without rules; needs no shelf, so that a healthy gateway starts fast. */
export const idleEngine: Engine = {
  decide: () => ({ rules: [], faults: [], outlook: 'unharmed' }),
  welcome: () => ({ rules: [], faults: [], outlook: 'unharmed' }),
};
