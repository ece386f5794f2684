import { hash } from 'node:crypto';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { CallFacts, RequestFacts } from '../model/facts.ts';

/** Calls that may still get another attempt, at a time; the oldest is forgotten first. */
const maxSignatures = 50_000;

/** A logical request of the application. */
interface Call {
  readonly ordinal: number;
  attempts: number;
  /** Only a call whose last attempt failed can get another one. */
  state: 'open' | 'failed';
}

export interface Attempts {
  /** Which call a request belongs to; counts the attempt. */
  arrive(facts: RequestFacts): CallFacts;
  /** Tells how the attempt ended. */
  ended(facts: CallFacts, outcome: 'answered' | 'failed'): void;
}

interface Signature {
  readonly text: string;
  readonly signals: readonly string[];
}

/** The body without its model: a move to another model is the same call. */
function bodyHash({ json, body }: RequestFacts): string {
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return hash('sha1', JSON.stringify({ ...json, model: null }), 'base64');
  return body === null ? '' : hash('sha1', body, 'base64');
}

/** What two attempts of one call have in common; the key is left out: it may be replaced. */
function signatureOf(facts: RequestFacts): Signature {
  const { method, path, headers, bodyExtent } = facts;
  for (const name of ['x-badgateway-call', 'idempotency-key']) {
    const value = headers[name];
    if (typeof value === 'string') return { text: `${name} ${value}`, signals: [name] };
  }
  if (bodyExtent === 'whole')
    return { text: `${method} ${path} ${bodyHash(facts)}`, signals: ['method', 'path', 'body'] };
  const length = headers['content-length'];
  return {
    text: `${method} ${path} length ${typeof length === 'string' ? length : 'unknown'}`,
    signals: ['method', 'path', 'length'],
  };
}

/** SDKs count their retries from 0; 0 proves nothing, since some always send it. */
function retryCountOf({ headers }: RequestFacts): number {
  const value = Number(headers['x-stainless-retry-count']);
  return Number.isInteger(value) && value > 0 ? value : 0;
}

/** The oldest equal call whose last attempt failed; a retry count of k prefers one with k attempts. */
function choose(calls: readonly Call[], retryCount: number): Call | undefined {
  const waiting = calls.filter(({ state }) => state === 'failed');
  return waiting.find(({ attempts }) => attempts === retryCount) ?? waiting[0];
}

/** Groups attempts into calls, within one scenario and label. */
export function createAttempts(): Attempts {
  const bySignature = new BoundedMap<string, Call[]>(maxSignatures);
  const open = new Map<CallFacts, { readonly call: Call; readonly signature: string }>();
  let ordinal = 0;
  return {
    arrive(facts) {
      const { text, signals } = signatureOf(facts);
      const retryCount = retryCountOf(facts);
      const calls = bySignature.ensure(text, () => []);
      let call = choose(calls, retryCount);
      if (call === undefined) {
        ordinal += 1;
        call = { ordinal, attempts: 0, state: 'open' };
        calls.push(call);
      }
      call.attempts += 1;
      call.state = 'open';
      const counted = retryCount > 0 && call.attempts === retryCount + 1;
      const arrival: CallFacts = {
        call: call.ordinal,
        attempt: call.attempts,
        signals: counted ? [...signals, 'retry-count'] : signals,
      };
      open.set(arrival, { call, signature: text });
      return arrival;
    },

    ended(arrival, outcome) {
      const found = open.get(arrival);
      if (found === undefined) return;
      open.delete(arrival);
      const { call, signature } = found;
      call.state = 'failed';
      if (outcome === 'failed') return;
      const rest = (bySignature.get(signature) ?? []).filter((other) => other !== call);
      if (rest.length === 0) bySignature.delete(signature);
      else bySignature.set(signature, rest);
    },
  };
}
