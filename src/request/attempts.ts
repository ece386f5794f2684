import type { CallFacts, Certainty, RequestFacts } from '../model/facts.ts';
import type { AttemptEnd } from './attempt-end.ts';
import { type Arrival, type Call, FailedCalls } from './failed-calls.ts';
import { idempotencyKeyOf, retryCountOf, signalsOf, signaturesOf, traceOf } from './signature.ts';

export interface Attempts {
  /** Finds the call that a request belongs to, and counts the attempt. */
  arrive(facts: RequestFacts): CallFacts;
  /** Records how the attempt ended. */
  ended(facts: CallFacts, end: AttemptEnd): void;
}

function arrivalOf(facts: RequestFacts): Arrival {
  return {
    signatures: signaturesOf(facts),
    trace: traceOf(facts),
    key: idempotencyKeyOf(facts),
    retryCount: retryCountOf(facts) ?? 0,
    at: facts.at,
    connection: facts.connection.connection,
    openedAt: facts.connectionUse === 'first' ? facts.connection.at : null,
  };
}

/** An attempt in progress: outside its facts, inside the state that is needed when it ends. */
class Attempt implements CallFacts {
  readonly call: number;
  readonly attempt: number;
  readonly signals: readonly string[];
  readonly certainty: Certainty;
  readonly #facts: RequestFacts;
  /** `null`: not computed yet, because hashing the body is the most expensive part. */
  readonly #arrival: Arrival | null;
  /** `null`: the attempt has ended. */
  #call: Call | null;

  constructor(
    facts: RequestFacts,
    call: Call,
    arrival: Arrival | null,
    signals: readonly string[],
    certainty: Certainty,
  ) {
    this.call = call.ordinal;
    this.attempt = call.attempts;
    this.signals = signals;
    this.certainty = certainty;
    this.#facts = facts;
    this.#arrival = arrival;
    this.#call = call;
  }

  end({ outcome, knownAt }: AttemptEnd, failed: FailedCalls): void {
    const call = this.#call;
    this.#call = null;
    if (call === null || outcome === 'answered') return;
    const { signatures, trace, key, connection } = this.#arrival ?? arrivalOf(this.#facts);
    call.signatures = signatures;
    call.trace = trace;
    call.connection = connection;
    call.knownAt = knownAt;
    const times = call.key !== null && call.key.digest === key ? call.key.times + 1 : 1;
    call.key = key === null ? null : { digest: key, times };
    failed.add(call);
  }
}

/** Groups attempts into calls, within one label, or within a scenario without a label. */
export function createAttempts(): Attempts {
  const failed = new FailedCalls();
  let ordinal = 0;

  function newCall(): Call {
    ordinal += 1;
    const unknown = { signatures: [], trace: null, key: null, connection: 0, knownAt: 0 };
    return { ordinal, attempts: 0, ...unknown, ambiguous: false };
  }

  return {
    arrive(facts) {
      const arrival = failed.size === 0 ? null : arrivalOf(facts);
      const joined = arrival === null ? null : failed.takeMatching(arrival);
      const { call, signals, certainty } = joined ?? { call: newCall(), signals: [], certainty: 'certain' };
      call.attempts += 1;
      const common = signalsOf(facts);
      const all = signals.length === 0 ? common : [...new Set([...common, ...signals])];
      return new Attempt(facts, call, arrival, all, certainty);
    },

    ended(arrival, end) {
      if (arrival instanceof Attempt) arrival.end(end, failed);
    },
  };
}
