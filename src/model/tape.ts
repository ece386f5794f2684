import type { RawHeaders } from './step.ts';

/** The properties by which a recording is found. Each secret is replaced by a fixed number of stars. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** `?…`, or empty. */
  readonly query: string;
  readonly model: string | null;
  /** The first bytes of the body, for readers and for messages about differences; `null`: no body. */
  readonly body: Buffer | null;
  /** Number of bytes of the whole body. */
  readonly bodyBytes: number;
  /** SHA-256 of the whole body, in hex. */
  readonly bodyHash: string;
}

export interface RecordedChunk {
  /** Milliseconds after the head. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

/** The source's answer before any fault. Secrets are replaced byte by byte, so that lengths stay. */
export interface RecordedResponse {
  readonly status: number;
  /** Reason phrase; `null`: the standard one. */
  readonly reason: string | null;
  readonly headers: RawHeaders;
  /** Milliseconds from the request to the head. */
  readonly headMs: number;
  readonly chunks: readonly RecordedChunk[];
  readonly trailers: RawHeaders;
  /** Number of bytes of the body that were masked. */
  readonly hidden: number;
}

/** One exchange of a tape. */
export interface Recording {
  /** When the request arrived, in milliseconds since the Unix epoch. */
  readonly at: number;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
}

/** A recording with its place: `tape.jsonl:7`. */
export interface PlacedRecording extends Recording {
  readonly place: string;
}

/** What a tape file holds. */
export interface Tape {
  /** In the order in which their requests arrived. */
  readonly recordings: readonly PlacedRecording[];
  /** Place of a last line that broke off, and is left out; `null`: none did. */
  readonly cut: string | null;
}
