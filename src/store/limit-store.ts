import type { Algorithm, Allowance, Level, Saved, Wait } from '../limits/algorithm.ts';

/** A limit as a store knows it; its usage is found by its id. */
export interface StoredLimit {
  readonly id: string;
  readonly algorithm: Algorithm;
  readonly allowance: Allowance;
  /** `shadow`: it is counted, and it is said that it would refuse, but it refuses nothing. */
  readonly enforcement: 'enforced' | 'shadow';
}

/** What one request asks of one limit. */
export interface Charge {
  readonly limit: StoredLimit;
  /** Whose usage it is. Secret: it may hold a credential. */
  readonly key: string;
  /** What has to be free for the request to pass. */
  readonly room: number;
  /** What is taken when it passes. */
  readonly amount: number;
  /** `follows`: when its answer has ended it is settled, in any case. Absent: it is final. */
  readonly settlement?: 'follows';
}

/** What one limit makes of a request. */
export interface Ruling {
  readonly charge: Charge;
  /** 0: it has room. */
  readonly wait: Wait;
  /** After what was taken. */
  readonly level: Level;
}

export interface Taken {
  readonly outcome: 'taken' | 'refused';
  /** One for each charge, in their order. */
  readonly rulings: readonly Ruling[];
  /** What was taken, to be settled; empty: nothing was. */
  readonly held: readonly Held[];
}

export interface Held {
  readonly charge: Charge;
  /** When it was taken, in the store's time. */
  readonly at: number;
  /** By which a store that several gateways share knows it; absent: it is in the memory of this one. */
  readonly reservation?: string;
}

/** At once from memory, later from elsewhere. */
export type Later<Value> = Value | Promise<Value>;

/** A key, which is secret, or the digest of one that was kept over a restart and has not come again. */
export type KeyName =
  | { readonly kind: 'seen'; readonly key: string }
  | { readonly kind: 'kept'; readonly digest: string };

/** How much of a limit is used under one key. */
export interface KeyUsage {
  readonly name: KeyName;
  readonly level: Level;
  /** Until one more fits. */
  readonly wait: Wait;
  /** Requests under the key for which there was no room. */
  readonly refusals: number;
}

export interface LimitUsage {
  /** Requests for which there was no room, under all keys. */
  readonly refusals: number;
  /** The fullest first. */
  readonly keys: readonly KeyUsage[];
  /** Number of keys in use that are not among them. */
  readonly others: number;
}

/** What is kept of one key over a restart. */
export interface KeptUsage {
  readonly digest: string;
  readonly saved: Saved;
}

/** What is kept of one limit. */
export interface KeptLimit {
  /** In the store's time. */
  readonly at: number;
  readonly refusals: number;
  /** Those that were used last first. */
  readonly usages: Iterable<KeptUsage>;
}

/**
 * Keeps how much of each limit is used, by key. `now` is in milliseconds since the Unix epoch. Where a clock
 * is set back, time stands still for the store and goes on from there: nothing is freed or used up by it.
 */
export interface LimitStore {
  /** Takes from all limits or, where one that is enforced has no room, from none. */
  take(charges: readonly Charge[], now: number): Later<Taken>;
  /** The same, but takes nothing. */
  foresee(charges: readonly Charge[], now: number): Later<Taken>;
  /** Corrects what was taken by so much (negative: is given back). */
  settle(held: Held, change: number, now: number): void;
  /** How much of a limit is used, under its fullest keys, at most so many. */
  read(limit: StoredLimit, atMost: number, now: number): Later<LimitUsage>;
  /** The keys that are remembered. */
  names(limit: StoredLimit, now: number): Later<readonly KeyName[]>;
  /** As if what does not remain had been taken at this moment, and nothing else. */
  set(limit: StoredLimit, name: KeyName, remaining: number, now: number): Later<void>;
  /** More is left than before: of what time does not give back. */
  topUp(limit: StoredLimit, name: KeyName, amount: number, now: number): Later<void>;
}
