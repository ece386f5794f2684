import type { Charge, LimitStore, Taken } from './limit-store.ts';

/**
 * What happens while a store that gateways share is away. `open`: every fault stops and nothing is limited;
 * `closed`: what limits count or rules match is refused; `local`: each gateway counts for itself.
 */
export const storeFailures = ['open', 'closed', 'local'] as const;
export type StoreFailure = (typeof storeFailures)[number];

/** Whether a question changes what it is about. */
export type Effect = 'take' | 'foresee';

/** A rule that a request matches now, as far as its counters are concerned. */
export interface AskedRule {
  /** The same for all gateways that have this rule. */
  readonly id: string;
  /** Whose counters of it are meant; it may be secret. */
  readonly value: string;
  readonly skip: number;
  readonly every: number;
  /** Most injections. */
  readonly times: number;
  /** As it is now, from 0 to 1. */
  readonly chance: number;
  /** Key of its draws, but for the occurrence, which ends it. */
  readonly luck: string;
  /** Of each of its injections, one after the other, whether it replaces the answer. */
  readonly replaces: readonly boolean[];
  /** What comes behind the last of them. */
  readonly next: 'repeat' | 'last' | 'stand-aside';
}

/** All that is asked about one request, in one step. */
export interface Question {
  readonly charges: readonly Charge[];
  /** In the order of the file. */
  readonly rules: readonly AskedRule[];
  /** By which like requests are counted; `null`: they are not. It may be secret. */
  readonly fingerprint: string | null;
  /** `replaced`: something replaces the answer before any rule. */
  readonly answer: 'open' | 'replaced';
  /** `if-refused`: rules are asked only where a limit refuses, since the request names its faults itself. */
  readonly asks: 'always' | 'if-refused';
}

/** What had been counted of a rule before the request. */
export interface Counted {
  readonly matches: number;
  readonly injections: number;
}

export interface Answered {
  readonly taken: Taken;
  /** How many like requests came before. */
  readonly occurrence: number;
  /** One for each rule, in their order. */
  readonly counted: readonly Counted[];
}

/** What gateways share of one run. */
export interface RunStore {
  readonly limits: LimitStore;
  readonly failure: StoreFailure;
  /** Id of this gateway. */
  readonly gateway: string;
  /** One round trip; rejects where the store is away. */
  ask(question: Question, effect: Effect, now: number): Promise<Answered>;
  /**
   * How long ago (ms) the scenario began; the first that asks begins it. `null`: what was said of it holds.
   * Rejects where the store is away.
   */
  begin(now: number): Promise<number> | null;
}
