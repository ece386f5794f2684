import { BoundedMap } from '../lib/bounded-map.ts';
import type { Certainty } from '../model/facts.ts';

/** Maximum number of signatures by which failed calls can be found; the oldest is dropped first. */
const maxSignatures = 50_000;

/** A logical request of the application. */
export interface Call {
  readonly ordinal: number;
  attempts: number;
  /** Signatures of its latest attempt, by which the next attempt is found. */
  signatures: readonly string[];
  trace: string | null;
  /** Digest of the latest attempt's idempotency key, and how many attempts in a row brought it. */
  key: { readonly digest: string; readonly times: number } | null;
  /**
   * Connection of its latest attempt, and the earliest time
   * at which the client may have known its end (Unix ms).
   */
  connection: number;
  knownAt: number;
  /** Whether one of its attempts may belong to another call. */
  ambiguous: boolean;
}

/** The properties of an arriving request that identify its call. */
export interface Arrival {
  readonly signatures: readonly string[];
  readonly trace: string | null;
  readonly key: string | null;
  readonly retryCount: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly connection: number;
  /** When the connection was opened for this request; `null`: the connection had an earlier request. */
  readonly openedAt: number | null;
}

export interface Joined {
  readonly call: Call;
  readonly certainty: Certainty;
  /** The signals that tell this call from the other candidates. */
  readonly signals: readonly string[];
}

/** Weights of the signals that a request is a retry of a call, strongest first. */
const evidenceWeights = { 'idempotency-key': 8, 'trace-id': 4, 'retry-count': 2 } as const;
type RetrySignal = keyof typeof evidenceWeights;

function retrySignalsOf(call: Call, { trace, key, retryCount }: Arrival): RetrySignal[] {
  const found: RetrySignal[] = [];
  if (key !== null && call.key?.digest === key) found.push('idempotency-key');
  if (trace !== null && call.trace === trace) found.push('trace-id');
  if (retryCount > 0 && call.attempts === retryCount) found.push('retry-count');
  return found;
}

/** A client that sent the same key in two attempts keeps it, so a different key means a different call. */
function hasOtherKey(call: Call, { key }: Arrival): boolean {
  return key !== null && call.key !== null && call.key.times > 1 && call.key.digest !== key;
}

/** Whether the request's connection was opened before the client could know that the call had failed. */
function wasUnderWay(call: Call, { openedAt }: Arrival): boolean {
  return openedAt !== null && openedAt < call.knownAt;
}

function contradicts(call: Call, arrival: Arrival): boolean {
  if (hasOtherKey(call, arrival)) return true;
  return wasUnderWay(call, arrival) && retrySignalsOf(call, arrival).length === 0;
}

/** Equal requests that are sent together over a connection pool arrive within this many milliseconds. */
const burstWindowMs = 250;

/** Whether the request may be another call that was sent together with this one. */
function mayBeAnother(call: Call, { at, connection, openedAt }: Arrival): boolean {
  return openedAt === null && connection !== call.connection && at - call.knownAt < burstWindowMs;
}

/** Calls whose last attempt failed: only these can get another attempt. */
export class FailedCalls {
  /** Keyed by signature; the calls of each signature are sorted oldest first. */
  readonly #calls = new BoundedMap<string, readonly Call[]>(maxSignatures);

  get size(): number {
    return this.#calls.size;
  }

  /** Removes and returns the call of the request: the one with the strongest signals, or else the oldest. */
  takeMatching(arrival: Arrival): Joined | null {
    for (const signature of arrival.signatures) {
      const candidates = (this.#calls.get(signature) ?? []).filter((call) => !contradicts(call, arrival));
      if (candidates.length > 0) return this.#choose(candidates, arrival, signature);
    }
    return null;
  }

  #choose(candidates: readonly Call[], arrival: Arrival, signature: string): Joined {
    const weighted = candidates.map((call) => {
      const signals = retrySignalsOf(call, arrival);
      return { call, signals, weight: signals.reduce((sum, name) => sum + evidenceWeights[name], 0) };
    });
    const most = Math.max(...weighted.map(({ weight }) => weight));
    const best = weighted.filter(({ weight }) => weight === most);
    const [{ call, signals }] = best as [(typeof best)[number]];
    // Any of these may be the right call, and this stays so for the next request.
    if (best.length > 1) for (const { call: alike } of best) alike.ambiguous = true;
    this.#remove(call);
    const sure = most > 0 || signature.startsWith('named ');
    const doubtful = call.ambiguous || (!sure && mayBeAnother(call, arrival));
    return { call, signals, certainty: doubtful ? 'unclear' : sure ? 'certain' : 'likely' };
  }

  #remove(call: Call): void {
    for (const signature of call.signatures) {
      const others = (this.#calls.get(signature) ?? []).filter((other) => other !== call);
      if (others.length === 0) this.#calls.delete(signature);
      else this.#calls.set(signature, others);
    }
  }

  add(call: Call): void {
    for (const signature of call.signatures) {
      const calls = [...(this.#calls.get(signature) ?? []), call];
      this.#calls.set(
        signature,
        calls.sort((a, b) => a.ordinal - b.ordinal),
      );
    }
  }
}
