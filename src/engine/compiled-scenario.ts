import type { AdmissionState } from '../admission/state/admission-state.ts';
import type { Clock } from '../lib/clock.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { BoundFault, Decision } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Step } from '../model/step.ts';
import type { Effect, RunStore } from '../store/run-store.ts';
import type { BlastRadiusGuard } from './blast-radius.ts';
import type { Moment } from './moment.ts';
import type { StoreReply } from './shared-rules.ts';
import type { SteeredLimits } from './steered-limits.ts';

/**
 * Evaluates the rules of a scenario. Counters are its only state; each label of a scenario has its own
 * engine.
 */
export interface Engine {
  /** The true limits of its run; `null`: there are none. */
  readonly limits: SteeredLimits | null;
  /**
   * Asks the store that gateways share what `decide` needs of it; `null`: it needs nothing. `elapsedMs`:
   * since the scenario began. Never rejects.
   */
  ask(facts: RequestFacts, elapsedMs: number, effect: Effect): Promise<StoreReply | null> | null;
  decide(facts: RequestFacts, elapsedMs: number, before?: Before): Decision<AsyncIterable<Step>>;
  /**
   * What a request would meet, without counting it: under the draws that fire whatever may fire, or under
   * those that fire only what is certain.
   */
  foresee(
    facts: RequestFacts,
    elapsedMs: number,
    luck: 'best' | 'worst',
    reply?: StoreReply | null,
  ): Decision<AsyncIterable<Step>>;
  /**
   * Evaluates the connection rules of one moment; those of an opening are evaluated again within a tunnel.
   */
  welcome(facts: ConnectionFacts, elapsedMs: number, moment: Moment): Decision<ConnectionPlan>;
  /**
   * Whether some rule, of either moment, injects a fault into later connections like this one: by counting,
   * at any later time; by chance, into the next one. Does not change any counter.
   */
  affectsNextConnection(facts: ConnectionFacts, elapsedMs: number): boolean;
}

/** What is known of a request before its rules are evaluated. */
export interface Before {
  /** What the store that gateways share has said; `null` or absent: this gateway counts for itself. */
  readonly reply?: StoreReply | null;
  /** The rule in front of all others that has replaced the answer; `null` or absent: none has. */
  readonly winner?: string | null;
}

/** What an engine has of its run, and shares with others. */
export interface EngineOwner {
  /** Keys and replicas; absent: as the scenario has them. */
  readonly state?: AdmissionState;
  /** Bounds its rules, and perhaps those of others; absent: the scenario's, for this engine alone. */
  readonly radius?: BlastRadiusGuard | null;
  /** That of its requests. */
  readonly label?: string;
  /** What other gateways count with it; `null` or absent: none does. */
  readonly shared?: RunStore | null;
}

/** A validated scenario, ready to create engines. */
export interface CompiledScenario {
  readonly scenario: Scenario;
  /** Whether some rule can be evaluated only with the request's body. */
  readonly needsBody: boolean;
  /** What a request meets depends on its head alone, or on its body too. */
  readonly decidesBy: 'head' | 'body';
  /** Whether a fault of some rule acts before the request's body is read. */
  readonly hasEarlyFaults: boolean;
  /** Whether it has rules for connections. */
  readonly hasConnectionRules: boolean;
  /** Times at which a connection rule becomes active (ms since the scenario began); sorted. */
  readonly connectionMoments: readonly number[];
  /** To be shared by the engines of all labels; `null`: the scenario has no blast radius. */
  createRadius(clock: Clock): BlastRadiusGuard | null;
  /** `before`: the engine whose counters go on for the rules that both have. */
  createEngine(clock: Clock, before?: Engine, owner?: EngineOwner): Engine;
  /** Whether a request succeeds under a fault of its rules and limits. */
  isHarmless(fault: Pick<BoundFault<unknown>, 'name' | 'effect'>): boolean;
}

const idleEngine: Engine = {
  limits: null,
  ask: () => null,
  decide: () => ({ rules: [], faults: [] }),
  foresee: () => ({ rules: [], faults: [] }),
  welcome: () => ({ rules: [], faults: [] }),
  affectsNextConnection: () => false,
};

/** Compiles a scenario without rules, which needs no faults, so that a healthy gateway starts fast. */
export function compileWithoutRules(scenario: Scenario): CompiledScenario {
  return {
    scenario,
    needsBody: false,
    decidesBy: 'head',
    hasEarlyFaults: false,
    hasConnectionRules: false,
    connectionMoments: [],
    createRadius: () => null,
    isHarmless: () => true,
    createEngine: () => idleEngine,
  };
}
