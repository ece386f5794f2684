import type { Clock } from '../lib/clock.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Step } from '../model/step.ts';
import type { Moment } from './moment.ts';

/** Decides; its only state is counters. One for each scenario under one label. */
export interface Engine {
  /** `elapsedMs`: since the scenario began. */
  decide(facts: RequestFacts, elapsedMs: number): Decision<AsyncIterable<Step>>;
  /** Asks the rules of one moment; those of an opening are asked once more within a tunnel. */
  welcome(facts: ConnectionFacts, elapsedMs: number, moment: Moment): Decision<ConnectionPlan>;
  /**
   * Whether some rule, of either moment, has something for connections that are like this one and come after
   * it: by counting, at some time; by chance, into the next one. Nothing is counted by asking.
   */
  affectsNextConnection(facts: ConnectionFacts, elapsedMs: number): boolean;
}

/** A scenario with what it takes to play it. */
export interface CompiledScenario {
  readonly scenario: Scenario;
  /** Whether some rule can be decided only with the request's body in hand. */
  readonly needsBody: boolean;
  /** Whether it has rules for connections. */
  readonly hasConnectionRules: boolean;
  /** Milliseconds since it began at which a rule for connections becomes active; sorted. */
  readonly connectionMoments: readonly number[];
  createEngine(clock: Clock): Engine;
}

const idleEngine: Engine = {
  decide: () => ({ rules: [], faults: [] }),
  welcome: () => ({ rules: [], faults: [] }),
  affectsNextConnection: () => false,
};

/** A scenario without rules needs no shelf of faults, so that a healthy gateway starts fast. */
export function compileWithoutRules(scenario: Scenario): CompiledScenario {
  return {
    scenario,
    needsBody: false,
    hasConnectionRules: false,
    connectionMoments: [],
    createEngine: () => idleEngine,
  };
}
