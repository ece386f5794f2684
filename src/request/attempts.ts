import { BoundedMap } from '../lib/bounded-map.ts';
import { once } from '../lib/once.ts';
import { identifying, weightOf } from '../model/evidence.ts';
import type { CallFacts, Certainty, Change, Predecessor, RequestFacts } from '../model/facts.ts';
import { type Arrival, arrivalOf, type Call, type FailedAttempt } from './arrival.ts';
import type { AttemptEnd } from './attempt-end.ts';
import { evidenceOf, type Habits, timingOf } from './evidence.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { sketchOf } from './likeness.ts';
import { type Match, matchOf, type Weighed } from './match.ts';
import { SharedTraces } from './shared-traces.ts';
import { retryCountOf, signalsOf, traceOf } from './signature.ts';

export interface Attempts {
  /** Finds the call that a request belongs to, and counts the attempt. */
  arrive(facts: RequestFacts): CallFacts;
  /** Records how the attempt ended. */
  ended(facts: CallFacts, end: AttemptEnd): void;
  /** Forgets what has failed: no later request follows it. Calls go on to be numbered. */
  forget(): void;
}

/** Most clients whose retry counts are remembered as moving. */
const maxClients = 1_000;

const noMatch: Match = { follows: null, certainty: 'certain', predecessors: [] };

/** Signals that made the request one call with the attempt that it follows. */
function signalsOfMatch({ follows }: Match): readonly string[] {
  if (follows === null) return [];
  const found = identifying.filter((name) => follows.evidence.includes(name));
  return follows.evidence.includes('equal-body') ? found : [...found, 'similar-body'];
}

/** Made when it is compared or fails, once for both. */
const sketchOnce = once(sketchOf);

/** An attempt in progress: outside its facts, inside the state that is needed when it ends. */
class Attempt implements CallFacts {
  readonly call: number;
  readonly attempt: number;
  readonly signals: readonly string[];
  readonly certainty: Certainty;
  declare readonly changed?: readonly Change[];
  declare readonly predecessors?: readonly Predecessor[];
  readonly #facts: RequestFacts;
  /** `null`: not computed yet, because hashing the body is the most expensive part. */
  readonly #arrival: Arrival | null;
  /** `null`: the attempt has ended. */
  #call: Call | null;

  get trace(): string | null {
    return traceOf(this.#facts);
  }

  constructor(facts: RequestFacts, call: Call, arrival: Arrival | null, match: Match) {
    const common = signalsOf(facts);
    const more = signalsOfMatch(match);
    this.call = call.ordinal;
    this.attempt = call.attempts;
    this.signals = more.length === 0 ? common : [...new Set([...common, ...more])];
    this.certainty = match.certainty;
    if (match.follows !== null && match.follows.changed.length > 0) this.changed = match.follows.changed;
    if (match.predecessors.length > 0) this.predecessors = match.predecessors;
    this.#facts = facts;
    this.#arrival = arrival;
    this.#call = call;
  }

  /** `false`: it had ended before. */
  end({ outcome, ...end }: AttemptEnd, failed: FailedAttempts): boolean {
    const call = this.#call;
    this.#call = null;
    if (call === null || outcome === 'answered') return call !== null;
    const arrival = this.#arrival ?? arrivalOf(this.#facts);
    const { key } = arrival;
    const times = call.key !== null && call.key.digest === key ? call.key.times + 1 : 1;
    call.key = key === null ? null : { digest: key, times };
    const attempt: FailedAttempt = {
      ...{ ...end, call, attempt: this.attempt, arrival },
      ...{ keepsKey: times > 1, sketch: sketchOnce(this.#facts), state: 'waiting' },
    };
    failed.add(attempt);
    return true;
  }
}

/**
 * Failed attempts that are remembered at most, some 0.8 KB each: without a label, where a load test may go on
 * for hours, and of each of up to 1,000 labels.
 */
export const maxFailed = { unlabelled: 50_000, ofLabel: 1_000 };

/** Groups attempts into calls, within one label, or within a scenario without a label. */
export function createAttempts(most = maxFailed.unlabelled): Attempts {
  let failed = new FailedAttempts(most);
  const counting = new BoundedMap<string | null, true>(maxClients);
  const jobs = new SharedTraces();
  let traffic: Habits['traffic'] = 'sequential';
  let [ordinal, open] = [0, 0];

  function newCall(): Call {
    ordinal += 1;
    return { ordinal, attempts: 0, key: null };
  }

  function match(arrival: Arrival, facts: RequestFacts): Match {
    const weighed = failed
      .candidatesFor({ arrival, sketch: () => sketchOnce(facts) })
      .map(({ failed: before, changed, ...candidate }): Weighed => {
        const evidence = evidenceOf(before, arrival, candidate, { counting, jobs, traffic });
        const weight = weightOf([...evidence, ...timingOf(before, arrival)]);
        return { failed: before, changed, evidence, weight };
      });
    const found = matchOf(weighed, arrival);
    const { follows, certainty, predecessors } = found;
    if (follows === null) return found;
    const how = certainty === 'unclear' ? 'contested' : 'followed';
    failed.follow(follows.failed, predecessors.length === 0 ? 'surely' : how);
    return found;
  }

  return {
    arrive(facts) {
      if (open > 0) traffic = 'overlapping';
      open += 1;
      jobs.arrived(traceOf(facts));
      if ((retryCountOf(facts) ?? 0) > 0) counting.set(facts.client, true);
      const arrival = failed.size === 0 ? null : arrivalOf(facts);
      const found = arrival === null ? noMatch : match(arrival, facts);
      const call = found.follows?.failed.call ?? newCall();
      call.attempts += 1;
      return new Attempt(facts, call, arrival, found);
    },

    ended(arrival, end) {
      if (!(arrival instanceof Attempt && arrival.end(end, failed))) return;
      open -= 1;
      jobs.ended(arrival.trace);
    },

    forget() {
      failed = new FailedAttempts(most);
    },
  };
}
