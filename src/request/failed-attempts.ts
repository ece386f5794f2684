import { BoundedMap } from '../lib/bounded-map.ts';
import type { Change } from '../model/facts.ts';
import type { Arrival, FailedAttempt } from './arrival.ts';
import { CountedFailures } from './counted-failures.ts';
import type { Sketch } from './likeness.ts';
import { RecentFailures } from './recent-failures.ts';

/** Attempts of one signature that are considered: the oldest that wait, and the latest that were followed. */
const maxWaiting = 24;
const maxFollowed = 24;
/** Milliseconds for which an attempt that was followed may still turn out to be that of a later request. */
const followedForMs = 120_000;

/** How alike two bodies are. */
export type BodyEvidence = 'equal-body' | 'shorter-body' | 'longer-body' | 'similar-body' | 'unlike-body';

const evidenceOf = { shorter: 'shorter-body', longer: 'longer-body', incidental: 'similar-body' } as const;

/** A failed attempt that a request may follow. */
export interface Candidate {
  readonly failed: FailedAttempt;
  readonly body: BodyEvidence;
  /** Whether it is the only one with this body, of failures with several bodies. */
  readonly isOnlyOne: boolean;
  readonly changed: readonly Change[];
}

/** An arriving request; its sketch is made only if no failed attempt equals it. */
export interface Arriving {
  readonly arrival: Arrival;
  sketch(): Sketch | null;
}

/** Failed attempts of the calls of one label: only these can be followed by another attempt. */
export class FailedAttempts {
  /** Keyed by signature; of each signature in the order of calls. */
  readonly #bySignature: BoundedMap<string, readonly FailedAttempt[]>;
  readonly #recent = new RecentFailures();
  readonly #counted = new CountedFailures();
  #bodies: 'one' | 'several' = 'one';

  /** `most`: signatures by which failed attempts can be found; the oldest is dropped first. */
  constructor(most: number) {
    this.#bySignature = new BoundedMap(most);
  }

  get size(): number {
    return this.#bySignature.size;
  }

  candidatesFor({ arrival, sketch }: Arriving): Candidate[] {
    const equal: Candidate[] = [];
    for (const signature of arrival.signatures) {
      const found = this.#equalTo(signature, arrival);
      // Of two signatures the first is the stronger one: the second adds to it where nothing waits there.
      equal.push(...found.filter(({ failed }) => equal.every((other) => other.failed !== failed)));
      if (found.some(({ failed }) => failed.state === 'waiting')) return equal;
    }
    return [...equal, ...this.#similarTo(arrival, sketch)];
  }

  #equalTo(signature: string, arrival: Arrival): Candidate[] {
    const all = (this.#bySignature.get(signature) ?? []).filter(({ knownAt }) => knownAt <= arrival.at);
    const waiting = all.filter(({ state }) => state === 'waiting').slice(0, maxWaiting);
    const isRecent = ({ state, knownAt }: FailedAttempt) =>
      state !== 'waiting' && arrival.at - knownAt <= followedForMs;
    const followed = all.filter(isRecent).slice(-maxFollowed);
    const isOnlyOne = waiting.length === 1 && followed.length === 0 && this.#bodies === 'several';
    return [...waiting, ...followed].map((failed) => ({
      failed,
      body: 'equal-body',
      isOnlyOne,
      changed: changedKey(failed, arrival),
    }));
  }

  #countedBefore(arrival: Arrival): Candidate[] {
    return this.#counted.before(arrival).map((failed) => ({
      failed,
      body: 'unlike-body',
      isOnlyOne: false,
      changed: ['content'],
    }));
  }

  /** An SDK that counts its retries tells more than how alike two bodies are. */
  #similarTo(arrival: Arrival, sketch: Arriving['sketch']): Candidate[] {
    if (arrival.signatures[0]?.startsWith('named ') === true) return [];
    if ((arrival.retryCount ?? 0) > 0) return this.#countedBefore(arrival);
    if (this.#recent.size === 0) return [];
    const made = sketch();
    if (made === null) return [];
    return this.#recent.similarTo(made, arrival).map(({ failed, likeness }) => ({
      failed,
      body: evidenceOf[likeness],
      isOnlyOne: false,
      changed: [...changedKey(failed, arrival), likeness === 'incidental' ? 'incidental' : 'content'],
    }));
  }

  add(failed: FailedAttempt): void {
    const [first] = failed.arrival.signatures.slice(-1);
    if (this.size > 0 && first !== undefined && !this.#bySignature.has(first)) this.#bodies = 'several';
    this.#recent.add(failed);
    this.#counted.add(failed);
    for (const signature of failed.arrival.signatures) {
      const others = this.#bySignature.get(signature) ?? [];
      const kept = [...this.#withoutOld(others, failed.knownAt), failed];
      this.#bySignature.set(
        signature,
        kept.sort((a, b) => a.call.ordinal - b.call.ordinal || a.attempt - b.attempt),
      );
    }
  }

  #withoutOld(attempts: readonly FailedAttempt[], now: number): readonly FailedAttempt[] {
    const followed = attempts.filter(({ state }) => state !== 'waiting');
    const forgotten = new Set(
      followed.filter(
        ({ knownAt }, at) => at < followed.length - maxFollowed || now - knownAt > followedForMs,
      ),
    );
    return forgotten.size === 0 ? attempts : attempts.filter((each) => !forgotten.has(each));
  }

  /** A request was counted as the next attempt. `surely`: it can follow no other one. */
  follow(failed: FailedAttempt, how: 'surely' | Exclude<FailedAttempt['state'], 'waiting'>): void {
    failed.state = how === 'surely' ? 'followed' : how;
    this.#recent.delete(failed);
    if (how !== 'surely') return;
    for (const signature of failed.arrival.signatures) {
      const others = (this.#bySignature.get(signature) ?? []).filter((other) => other !== failed);
      if (others.length === 0) this.#bySignature.delete(signature);
      else this.#bySignature.set(signature, others);
    }
  }
}

function changedKey({ arrival }: FailedAttempt, { credential }: Arrival): Change[] {
  return arrival.credential === credential ? [] : ['key'];
}
