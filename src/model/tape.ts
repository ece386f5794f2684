import type { RawHeaders } from './step.ts';

/** What a recorded request is found by. Secrets are hidden, each by the same stars whatever its length. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** `?…`, or empty. */
  readonly query: string;
  readonly model: string | null;
  /** The beginning of the body, for people and for telling differences; `null`: it had none. */
  readonly body: Buffer | null;
  /** Of the whole body. */
  readonly bodyBytes: number;
  /** SHA-256 of the whole body, in hex. */
  readonly bodyHash: string;
}

export interface RecordedChunk {
  /** Milliseconds after the head. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

/** What the source answered, before any fault. Secrets are hidden byte for byte: no length changes. */
export interface RecordedResponse {
  readonly status: number;
  /** Reason phrase; `null`: the standard one. */
  readonly reason: string | null;
  readonly headers: RawHeaders;
  /** Milliseconds from the request to the head. */
  readonly headMs: number;
  readonly chunks: readonly RecordedChunk[];
  readonly trailers: RawHeaders;
  /** Bytes of the body that were hidden. */
  readonly hidden: number;
}

/** One exchange of a tape. */
export interface Recording {
  /** When the request came, in milliseconds since the Unix epoch. */
  readonly at: number;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
}

/** A recording and where it stands: `tape.jsonl:7`. */
export interface PlacedRecording extends Recording {
  readonly place: string;
}
