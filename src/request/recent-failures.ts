import type { Arrival, FailedAttempt } from './arrival.ts';
import { compareSketches, type Likeness, type Sketch } from './likeness.ts';

/** Most failed attempts that a request with another body is compared with; the oldest is left out first. */
const maxRecent = 256;
/** A request that comes later (ms) than this after a failure is no retry with another body. */
const recentMs = 120_000;

export interface Alike {
  readonly failed: FailedAttempt;
  readonly likeness: Likeness;
}

/** The latest failed attempts, by which a retry with another body is found. */
export class RecentFailures {
  readonly #attempts = new Set<FailedAttempt>();

  get size(): number {
    return this.#attempts.size;
  }

  add(failed: FailedAttempt): void {
    if (failed.sketch === null) return;
    this.#attempts.add(failed);
    if (this.#attempts.size <= maxRecent) return;
    const [oldest] = this.#attempts;
    if (oldest !== undefined) this.delete(oldest);
  }

  /** It stays a failed attempt: only its sketch is forgotten. */
  delete(failed: FailedAttempt): void {
    if (this.#attempts.delete(failed)) failed.sketch = null;
  }

  /** Attempts of which the request may be a retry: with the same credential or from the same client. */
  similarTo(sketch: Sketch, { at, credential, client }: Arrival): Alike[] {
    const alike: Alike[] = [];
    for (const failed of this.#attempts) {
      const { arrival, knownAt, sketch: before } = failed;
      const inTime = at >= knownAt && at - knownAt <= recentMs;
      const same = arrival.credential === credential || arrival.client === client;
      const likeness = inTime && same && before !== null ? compareSketches(sketch, before) : null;
      if (likeness !== null) alike.push({ failed, likeness });
    }
    return alike;
  }
}
