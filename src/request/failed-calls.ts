import { BoundedMap } from '../lib/bounded-map.ts';
import type { Certainty, Change } from '../model/facts.ts';
import type { Arrival, FailedCall } from './arrival.ts';
import type { Sketch } from './likeness.ts';
import { type Alike, RecentFailures } from './recent-failures.ts';
import { contradiction, type Habits, mayBeAnother, retrySignalsOf, weightOf } from './retry-evidence.ts';

/** Maximum number of signatures by which failed calls can be found; the oldest is dropped first. */
const maxSignatures = 50_000;

export interface Joined {
  readonly call: FailedCall;
  readonly certainty: Certainty;
  /** The signals that tell this call from the other candidates. */
  readonly signals: readonly string[];
  readonly changed: readonly Change[];
  /** Failed calls that it resembles as well: one of these may have come again with this request. */
  readonly others: readonly FailedCall[];
}

/** An arriving request; its sketch is made only if no failed call equals it. */
export interface Arriving {
  readonly arrival: Arrival;
  sketch(): Sketch | null;
}

/** The call that a request continues, or the one that it perhaps continues. */
export interface Match {
  readonly joined: Joined | null;
  readonly alternative: FailedCall | null;
}

/** Calls whose last attempt failed: only these can get another attempt. */
export class FailedCalls {
  /** Keyed by signature; the calls of each signature are sorted oldest first. */
  readonly #calls = new BoundedMap<string, readonly FailedCall[]>(maxSignatures);
  readonly #recent = new RecentFailures();

  get size(): number {
    return this.#calls.size;
  }

  /** Removes and returns the call of the request: the one with the strongest signals, or else the oldest. */
  takeMatching({ arrival, sketch }: Arriving, habits: Habits): Match {
    let alternative: FailedCall | null = null;
    const fits = (call: FailedCall) => {
      const contradicts = contradiction(call, arrival, habits);
      if (contradicts === 'perhaps' && (alternative?.ordinal ?? 0) < call.ordinal) alternative = call;
      return contradicts === 'no';
    };
    for (const signature of arrival.signatures) {
      const candidates = (this.#calls.get(signature) ?? []).filter(fits);
      if (candidates.length > 0)
        return { joined: this.#choose(candidates, arrival, signature, habits), alternative: null };
    }
    const alike = this.#likeTo(arrival, sketch).filter(({ call }) => fits(call));
    return { joined: alike.length > 0 ? this.#guess(alike, arrival, habits) : null, alternative };
  }

  /** An SDK sends the same body in each of its retries, so that a count above 0 tells nothing of others. */
  #likeTo(arrival: Arrival, sketch: Arriving['sketch']): Alike[] {
    const named = arrival.signatures[0]?.startsWith('named ') === true;
    if (this.#recent.size === 0 || named || (arrival.retryCount ?? 0) > 0) return [];
    const made = sketch();
    return made === null ? [] : this.#recent.likeTo(made, arrival);
  }

  #choose(candidates: readonly FailedCall[], arrival: Arrival, signature: string, habits: Habits): Joined {
    const weighted = candidates.map((call) => {
      const signals = retrySignalsOf(call, arrival);
      return { call, signals, weight: weightOf(signals) };
    });
    const most = Math.max(...weighted.map(({ weight }) => weight));
    const best = weighted.filter(({ weight }) => weight === most);
    const [{ call, signals }] = best as [(typeof best)[number]];
    this.#take(best.map((each) => each.call));
    const sure = most > 0 || signature.startsWith('named ');
    const doubtful = call.ambiguous || (!sure && mayBeAnother(call, arrival, habits));
    const certainty = doubtful ? 'unclear' : sure ? 'certain' : 'likely';
    return { call, signals, certainty, changed: changesOf(call, arrival), others: [] };
  }

  /** A retry with another body is never more than likely. */
  #guess(alike: readonly Alike[], arrival: Arrival, habits: Habits): Joined {
    // A body that changed less is the better evidence.
    const incidental = alike.filter((each) => each.changed === 'incidental');
    const best = incidental.length > 0 ? incidental : alike;
    const [{ call, changed }] = best as [Alike];
    this.#take(best.map((each) => each.call));
    const doubtful = call.ambiguous || mayBeAnother(call, arrival, habits);
    const certainty = doubtful ? 'unclear' : 'likely';
    const others = alike.flatMap((each) => (each.call === call ? [] : [each.call]));
    const changes = [...changesOf(call, arrival), changed];
    return { call, signals: ['similar-body'], certainty, changed: changes, others };
  }

  /** Removes the first; any of them may be the right call, and this stays so for the next request. */
  #take(best: readonly FailedCall[]): void {
    if (best.length > 1) for (const alike of best) alike.ambiguous = true;
    const [first] = best;
    if (first !== undefined) this.#remove(first);
  }

  #remove(call: FailedCall): void {
    this.#recent.delete(call);
    for (const signature of call.last.arrival.signatures) {
      const others = (this.#calls.get(signature) ?? []).filter((other) => other !== call);
      if (others.length === 0) this.#calls.delete(signature);
      else this.#calls.set(signature, others);
    }
  }

  add(call: FailedCall): void {
    this.#recent.add(call);
    for (const signature of call.last.arrival.signatures) {
      const calls = [...(this.#calls.get(signature) ?? []), call];
      this.#calls.set(
        signature,
        calls.sort((a, b) => a.ordinal - b.ordinal),
      );
    }
  }
}

function changesOf({ last }: FailedCall, { credential }: Arrival): Change[] {
  return last.arrival.credential === credential ? [] : ['key'];
}
