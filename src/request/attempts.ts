import { hash } from 'node:crypto';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { CallFacts, RequestFacts } from '../model/facts.ts';

/** Calls that may still get another attempt, at a time; the oldest is forgotten first. */
const maxSignatures = 50_000;

/** A logical request of the application. */
interface Call {
  readonly ordinal: number;
  attempts: number;
}

export interface Attempts {
  /** Which call a request belongs to; counts the attempt. */
  arrive(facts: RequestFacts): CallFacts;
  /** Tells how the attempt ended. */
  ended(facts: CallFacts, outcome: 'answered' | 'failed'): void;
}

const namingHeaders = ['x-badgateway-call', 'idempotency-key'] as const;

/** What the attempts of a call are known by, most telling first. */
const signalsOfBody = ['method', 'path', 'body'];
const signalsOfLength = ['method', 'path', 'length'];

/** The body without its model: a move to another model is the same call. */
function bodyHash({ json, body }: RequestFacts): string {
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return hash('sha1', JSON.stringify({ ...json, model: null }), 'base64');
  return body === null ? '' : hash('sha1', body, 'base64');
}

function namingHeaderOf({ headers }: RequestFacts): string | undefined {
  return namingHeaders.find((name) => typeof headers[name] === 'string');
}

function signalsOf(facts: RequestFacts): readonly string[] {
  const named = namingHeaderOf(facts);
  if (named !== undefined) return [named];
  return facts.bodyExtent === 'whole' ? signalsOfBody : signalsOfLength;
}

/** What two attempts of one call have in common; the key is left out: it may be replaced. */
function signatureOf(facts: RequestFacts): string {
  const { method, path, headers, bodyExtent } = facts;
  const named = namingHeaderOf(facts);
  if (named !== undefined) return `${named} ${String(headers[named])}`;
  if (bodyExtent === 'whole') return `${method} ${path} ${bodyHash(facts)}`;
  const length = headers['content-length'];
  return `${method} ${path} length ${typeof length === 'string' ? length : 'unknown'}`;
}

/** SDKs count their retries from 0; 0 proves nothing, since some always send it. */
function retryCountOf({ headers }: RequestFacts): number {
  const value = Number(headers['x-stainless-retry-count']);
  return Number.isInteger(value) && value > 0 ? value : 0;
}

/** Calls whose last attempt failed: only these can get another one. */
class FailedCalls {
  /** By signature, oldest first. */
  readonly #calls = new BoundedMap<string, readonly Call[]>(maxSignatures);

  get size(): number {
    return this.#calls.size;
  }

  /** Takes out the oldest equal call; a retry count of k prefers one with k attempts. */
  take(signature: string, retryCount: number): Call | undefined {
    const calls = this.#calls.get(signature);
    if (calls === undefined) return undefined;
    const taken = calls.find(({ attempts }) => attempts === retryCount) ?? calls[0];
    const others = calls.filter((call) => call !== taken);
    if (others.length === 0) this.#calls.delete(signature);
    else this.#calls.set(signature, others);
    return taken;
  }

  add(signature: string, call: Call): void {
    const calls = [...(this.#calls.get(signature) ?? []), call];
    this.#calls.set(
      signature,
      calls.sort((a, b) => a.ordinal - b.ordinal),
    );
  }
}

/** What an attempt under way is known by outside, and inside what is done when it ends. */
class Attempt implements CallFacts {
  readonly call: number;
  readonly attempt: number;
  readonly signals: readonly string[];
  readonly #facts: RequestFacts;
  /** `null`: not worked out so far. Hashing a body costs more than all else that is done here. */
  readonly #signature: string | null;
  /** `null`: it has ended. */
  #call: Call | null;

  constructor(facts: RequestFacts, call: Call, signature: string | null, signals: readonly string[]) {
    this.call = call.ordinal;
    this.attempt = call.attempts;
    this.signals = signals;
    this.#facts = facts;
    this.#signature = signature;
    this.#call = call;
  }

  end(outcome: 'answered' | 'failed', failed: FailedCalls): void {
    const call = this.#call;
    this.#call = null;
    if (call !== null && outcome === 'failed') failed.add(this.#signature ?? signatureOf(this.#facts), call);
  }
}

/** Groups attempts into calls, within one scenario and label. */
export function createAttempts(): Attempts {
  const failed = new FailedCalls();
  let ordinal = 0;

  function newCall(): Call {
    ordinal += 1;
    return { ordinal, attempts: 0 };
  }

  return {
    arrive(facts) {
      const retryCount = retryCountOf(facts);
      const signature = failed.size === 0 ? null : signatureOf(facts);
      const call = (signature === null ? undefined : failed.take(signature, retryCount)) ?? newCall();
      call.attempts += 1;
      const signals = signalsOf(facts);
      const counted = retryCount > 0 && call.attempts === retryCount + 1;
      return new Attempt(facts, call, signature, counted ? [...signals, 'retry-count'] : signals);
    },

    ended(arrival, outcome) {
      if (arrival instanceof Attempt) arrival.end(outcome, failed);
    },
  };
}
