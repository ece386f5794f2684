import { BoundedMap } from '../lib/bounded-map.ts';
import type { CallFacts, Certainty, Change, RequestFacts } from '../model/facts.ts';
import { type Arrival, arrivalOf, type Call, type FailedCall } from './arrival.ts';
import type { AttemptEnd } from './attempt-end.ts';
import { FailedCalls, type Match } from './failed-calls.ts';
import { sketchOf } from './likeness.ts';
import type { Habits } from './retry-evidence.ts';
import { retryCountOf, signalsOf } from './signature.ts';

export interface Attempts {
  /** Finds the call that a request belongs to, and counts the attempt. */
  arrive(facts: RequestFacts): CallFacts;
  /** Records how the attempt ended. */
  ended(facts: CallFacts, end: AttemptEnd): void;
}

/** Most clients whose retry counts are remembered as moving. */
const maxClients = 1_000;

const nothing: Match = { joined: null, alternative: null };

/** An attempt in progress: outside its facts, inside the state that is needed when it ends. */
class Attempt implements CallFacts {
  readonly call: number;
  readonly attempt: number;
  readonly signals: readonly string[];
  readonly certainty: Certainty;
  declare readonly changed?: readonly Change[];
  declare readonly alternative?: number;
  declare readonly others?: readonly number[];
  readonly #facts: RequestFacts;
  /** `null`: not computed yet, because hashing the body is the most expensive part. */
  readonly #arrival: Arrival | null;
  /** `null`: the attempt has ended. */
  #call: Call | null;

  constructor(facts: RequestFacts, call: Call, arrival: Arrival | null, { joined, alternative }: Match) {
    const common = signalsOf(facts);
    this.call = call.ordinal;
    this.attempt = call.attempts;
    this.signals = joined === null ? common : [...new Set([...common, ...joined.signals])];
    this.certainty = joined?.certainty ?? 'certain';
    if (joined !== null && joined.changed.length > 0) this.changed = joined.changed;
    if (alternative !== null) this.alternative = alternative.ordinal;
    if (joined !== null && joined.others.length > 0) this.others = joined.others.map((each) => each.ordinal);
    this.#facts = facts;
    this.#arrival = arrival;
    this.#call = call;
  }

  /** `false`: it had ended before. */
  end({ outcome, ...end }: AttemptEnd, failed: FailedCalls): boolean {
    const call = this.#call;
    this.#call = null;
    if (call === null || outcome === 'answered') return call !== null;
    const arrival = this.#arrival ?? arrivalOf(this.#facts);
    const { key } = arrival;
    const times = call.key !== null && call.key.digest === key ? call.key.times + 1 : 1;
    call.key = key === null ? null : { digest: key, times };
    call.last = { ...end, arrival, sketch: sketchOf(this.#facts) };
    failed.add(call as FailedCall);
    return true;
  }
}

/** Groups attempts into calls, within one label, or within a scenario without a label. */
export function createAttempts(): Attempts {
  const failed = new FailedCalls();
  const counting = new BoundedMap<string | null, true>(maxClients);
  let traffic: Habits['traffic'] = 'sequential';
  let [ordinal, open] = [0, 0];

  function newCall(): Call {
    ordinal += 1;
    return { ordinal, attempts: 0, last: null, key: null, ambiguous: false };
  }

  return {
    arrive(facts) {
      if (open > 0) traffic = 'overlapping';
      open += 1;
      if ((retryCountOf(facts) ?? 0) > 0) counting.set(facts.client, true);
      const arrival = failed.size === 0 ? null : arrivalOf(facts);
      const habits = { counting, traffic };
      const sketch = () => sketchOf(facts);
      const match = arrival === null ? nothing : failed.takeMatching({ arrival, sketch }, habits);
      const call = match.joined?.call ?? newCall();
      call.attempts += 1;
      return new Attempt(facts, call, arrival, match);
    },

    ended(arrival, end) {
      if (arrival instanceof Attempt && arrival.end(end, failed)) open -= 1;
    },
  };
}
