import type { FailedCall } from './arrival.ts';
import { compareSketches, type Sketch } from './likeness.ts';

/** Most failed calls that a request with another body is compared with; the oldest is left out first. */
const maxRecent = 256;
/** A request that comes later (ms) than this after a failure is no retry with another body. */
const recentMs = 120_000;

export interface Alike {
  readonly call: FailedCall;
  readonly changed: 'content' | 'incidental';
}

/** The latest failed calls, by which a retry with another body is found. */
export class RecentFailures {
  readonly #calls = new Set<FailedCall>();

  get size(): number {
    return this.#calls.size;
  }

  add(call: FailedCall): void {
    if (call.last.sketch === null) return;
    this.#calls.add(call);
    if (this.#calls.size <= maxRecent) return;
    const [oldest] = this.#calls;
    if (oldest !== undefined) this.delete(oldest);
  }

  /** The call stays a failed one: only its sketch is forgotten. */
  delete(call: FailedCall): void {
    if (this.#calls.delete(call)) call.last = { ...call.last, sketch: null };
  }

  /** Calls of which the request may be a retry: with the same credential or from the same client. */
  likeTo(sketch: Sketch, { at, credential, client }: FailedCall['last']['arrival']): Alike[] {
    const alike: Alike[] = [];
    for (const call of this.#calls) {
      const { arrival, knownAt, sketch: before } = call.last;
      const inTime = at >= knownAt && at - knownAt <= recentMs;
      const same = arrival.credential === credential || arrival.client === client;
      const changed = inTime && same && before !== null ? compareSketches(sketch, before) : null;
      if (changed !== null) alike.push({ call, changed });
    }
    return alike;
  }
}
