import type { PlacedRecording, RecordedRequest } from '../model/tape.ts';

/** `checked-out`: its answer is being sent. */
type State = 'free' | 'checked-out' | 'played';

interface Copy {
  readonly recording: PlacedRecording;
  state: State;
}

/** A recording that is in use for a request. */
export interface Checkout {
  readonly recording: PlacedRecording;
  /**
   * `broken`: the client did not get the whole answer, so the recording becomes free for its next attempt.
   */
  settle(how: 'played' | 'broken'): void;
}

function keyOf({ method, path, query, bodyHash }: RecordedRequest): string {
  return `${method} ${path}${query} ${bodyHash}`;
}

/** The recordings of one run. Each is played once; equal ones are played in their order. */
export class RecordingPool {
  readonly recordings: readonly PlacedRecording[];
  readonly #copies = new Map<string, Copy[]>();
  /** Number of requests whose recordings were all used up, and of requests that are on no tape. */
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

  checkOut(asked: RecordedRequest): Checkout | 'used-up' | 'unknown' {
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
    copy.state = 'checked-out';
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

  /** Recordings that no client has received completely. */
  unplayed(): PlacedRecording[] {
    const open = new Set(
      [...this.#copies.values()].flat().flatMap((copy) => (copy.state === 'played' ? [] : [copy.recording])),
    );
    return this.recordings.filter((recording) => open.has(recording));
  }
}
