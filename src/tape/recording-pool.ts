import type { PlacedRecording, RecordedRequest } from '../model/tape.ts';

/** `lent`: its answer is under way. */
type State = 'free' | 'lent' | 'played';

interface Copy {
  readonly recording: PlacedRecording;
  state: State;
}

/** A recording that was taken for a request. */
export interface Checkout {
  readonly recording: PlacedRecording;
  /** `broken`: the client did not get it whole, so that its next try gets the same. */
  settle(how: 'played' | 'broken'): void;
}

function keyOf({ method, path, query, bodyHash }: RecordedRequest): string {
  return `${method} ${path}${query} ${bodyHash}`;
}

/** The recordings of one run, each of which is played once: equal ones in their order. */
export class RecordingPool {
  readonly recordings: readonly PlacedRecording[];
  readonly #copies = new Map<string, Copy[]>();
  /** Requests that came when all of theirs were used up, and those that no tape holds. */
  usedUp = 0;
  unknown = 0;

  constructor(recordings: readonly PlacedRecording[]) {
    this.recordings = recordings;
    for (const recording of recordings) {
      const key = keyOf(recording.request);
      const equal = this.#copies.get(key) ?? [];
      equal.push({ recording, state: 'free' });
      this.#copies.set(key, equal);
    }
  }

  take(asked: RecordedRequest): Checkout | 'used-up' | 'unknown' {
    const equal = this.#copies.get(keyOf(asked));
    if (equal === undefined) {
      this.unknown += 1;
      return 'unknown';
    }
    const copy = equal.find(({ state }) => state === 'free');
    if (copy === undefined) {
      this.usedUp += 1;
      return 'used-up';
    }
    copy.state = 'lent';
    return {
      recording: copy.recording,
      settle(how) {
        copy.state = how === 'played' ? 'played' : 'free';
      },
    };
  }

  /** How often the request was recorded. */
  copiesOf(asked: RecordedRequest): number {
    return this.#copies.get(keyOf(asked))?.length ?? 0;
  }

  /** Recordings that no client has got whole. */
  unplayed(): PlacedRecording[] {
    const open = new Set(
      [...this.#copies.values()].flat().flatMap((copy) => (copy.state === 'played' ? [] : [copy.recording])),
    );
    return this.recordings.filter((recording) => open.has(recording));
  }
}
