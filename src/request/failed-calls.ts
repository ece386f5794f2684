import { BoundedMap } from '../lib/bounded-map.ts';
import type { Certainty } from '../model/facts.ts';

/** What a call may still be joined by; the oldest is forgotten first. */
const maxSignatures = 50_000;

/** A logical request of the application. */
export interface Call {
  readonly ordinal: number;
  attempts: number;
  /** What its latest attempt was known by, while it waits for another one. */
  signatures: readonly string[];
  trace: string | null;
  /** Digest of the latest attempt's idempotency key, and how many attempts in a row brought it. */
  key: { readonly digest: string; readonly times: number } | null;
  /** On which its latest attempt came, and from when on that may have been known; Unix milliseconds. */
  connection: number;
  knownAt: number;
  /** Whether one of its attempts may as well have been another call's. */
  confused: boolean;
}

/** What an arriving request says of itself. */
export interface Arrival {
  readonly signatures: readonly string[];
  readonly trace: string | null;
  readonly key: string | null;
  readonly retryCount: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly connection: number;
  /** When the connection was opened; `null`: an earlier request came on it. */
  readonly openedAt: number | null;
}

export interface Joined {
  readonly call: Call;
  readonly certainty: Certainty;
  /** What it was joined by, beside what all candidates have in common. */
  readonly signals: readonly string[];
}

/** How much speaks for it, most telling first. */
const evidenceWeights = { 'idempotency-key': 8, 'trace-id': 4, 'retry-count': 2 } as const;
type Telling = keyof typeof evidenceWeights;

function tellingOf(call: Call, { trace, key, retryCount }: Arrival): Telling[] {
  const found: Telling[] = [];
  if (key !== null && call.key?.digest === key) found.push('idempotency-key');
  if (trace !== null && call.trace === trace) found.push('trace-id');
  if (retryCount > 0 && call.attempts === retryCount) found.push('retry-count');
  return found;
}

/** A client that kept its key over two attempts keeps it: another one is another call. */
function hasOtherKey(call: Call, { key }: Arrival): boolean {
  return key !== null && call.key !== null && call.key.times > 1 && call.key.digest !== key;
}

/** Its connection was opened before anyone could know that the call had failed. */
function wasUnderWay(call: Call, { openedAt }: Arrival): boolean {
  return openedAt !== null && openedAt < call.knownAt;
}

function contradicts(call: Call, arrival: Arrival): boolean {
  if (hasOtherKey(call, arrival)) return true;
  return wasUnderWay(call, arrival) && tellingOf(call, arrival).length === 0;
}

/** Equal requests that are sent together come within so many milliseconds, over the connections of a pool. */
const burstWindowMs = 250;

/** Whether it may as well be another call, sent together with this one. */
function mayBeAnother(call: Call, { at, connection, openedAt }: Arrival): boolean {
  return openedAt === null && connection !== call.connection && at - call.knownAt < burstWindowMs;
}

/** Calls whose last attempt failed: only these can get another one. */
export class FailedCalls {
  /** By signature; the calls of each oldest first. */
  readonly #calls = new BoundedMap<string, readonly Call[]>(maxSignatures);

  get size(): number {
    return this.#calls.size;
  }

  /** Takes out the call that the request belongs to: the one that most speaks for, else the oldest. */
  take(arrival: Arrival): Joined | null {
    for (const signature of arrival.signatures) {
      const candidates = (this.#calls.get(signature) ?? []).filter((call) => !contradicts(call, arrival));
      if (candidates.length > 0) return this.#choose(candidates, arrival, signature);
    }
    return null;
  }

  #choose(candidates: readonly Call[], arrival: Arrival, signature: string): Joined {
    const weighed = candidates.map((call) => {
      const signals = tellingOf(call, arrival);
      return { call, signals, weight: signals.reduce((sum, name) => sum + evidenceWeights[name], 0) };
    });
    const most = Math.max(...weighed.map(({ weight }) => weight));
    const best = weighed.filter(({ weight }) => weight === most);
    const [{ call, signals }] = best as [(typeof best)[number]];
    // Each of them may be the one, also when the next request comes.
    if (best.length > 1) for (const { call: alike } of best) alike.confused = true;
    this.#remove(call);
    const sure = most > 0 || signature.startsWith('named ');
    const doubtful = call.confused || (!sure && mayBeAnother(call, arrival));
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
