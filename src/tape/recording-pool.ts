import { canonicalJson } from '../lib/canonical-json.ts';
import { digest } from '../lib/digest.ts';
import { exactJson } from '../lib/exact-json.ts';
import type { PlacedRecording, RecordedRequest } from '../model/tape.ts';
import { canonicalQuery } from '../request/canonical-query.ts';

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

/** The canonical body of a request whose body is kept whole; of another one, its hash. */
function saidBy({ body, bodyBytes, bodyHash }: RecordedRequest, ignored: readonly string[]): string {
  const json = body === null || body.length < bodyBytes ? undefined : exactJson(body.toString());
  return typeof json === 'object' && json !== null ? canonicalJson(json, ignored) : bodyHash;
}

function put(copies: Map<string, Copy[]>, key: string, copy: Copy): void {
  const equal = copies.get(key) ?? [];
  equal.push(copy);
  copies.set(key, equal);
}

/** The recordings of one run. Each is played once; equal ones are played in their order. */
export class RecordingPool {
  readonly recordings: readonly PlacedRecording[];
  /** By method, path, query and body as they were sent, and without what says nothing. */
  readonly #copies = new Map<string, Copy[]>();
  readonly #alike = new Map<string, Copy[]>();
  readonly #ignored: readonly string[];
  /** Number of requests whose recordings were all used up, and of requests that are on no tape. */
  usedUp = 0;
  unknown = 0;

  /** `ignored`: what the scenario says is of no account to what is the same request. */
  constructor(recordings: readonly PlacedRecording[], ignored: readonly string[] = []) {
    this.recordings = recordings;
    this.#ignored = ignored;
    for (const recording of recordings) {
      const copy: Copy = { recording, state: 'free' };
      put(this.#copies, keyOf(recording.request), copy);
      put(this.#alike, this.#meaningOf(recording.request), copy);
    }
  }

  #meaningOf(request: RecordedRequest): string {
    const query = canonicalQuery({ query: request.query, ignored: this.#ignored });
    return digest(`${request.method} ${request.path}${query} ${saidBy(request, this.#ignored)}`);
  }

  /** Recordings of the request, those of its very bytes first; `undefined`: there are none. */
  #of(asked: RecordedRequest): readonly Copy[] | undefined {
    const alike = this.#alike.get(this.#meaningOf(asked));
    const same = this.#copies.get(keyOf(asked));
    return alike === undefined || same === undefined ? (same ?? alike) : [...new Set([...same, ...alike])];
  }

  checkOut(asked: RecordedRequest): Checkout | 'used-up' | 'unknown' {
    const equal = this.#of(asked);
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
    return this.#of(asked)?.length ?? 0;
  }

  /** Recordings that no client has received completely. */
  unplayed(): PlacedRecording[] {
    const open = new Set(
      [...this.#copies.values()].flat().flatMap((copy) => (copy.state === 'played' ? [] : [copy.recording])),
    );
    return this.recordings.filter((recording) => open.has(recording));
  }
}
