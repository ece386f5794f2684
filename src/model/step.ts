import type { Readable } from 'node:stream';
import type { AnswerOrigin } from './answer-origin.ts';
import type { Goaway, Http2Error } from './http2-error.ts';
import type { Usage } from './tokens.ts';

/** Header fields as on the wire: name, value, name, value, …; case and order unchanged. */
export type RawHeaders = readonly string[];

/**
 * `fin`: an orderly end of the connection, with TLS close_notify and FIN.
 * `rst`: a reset of the TCP connection. `truncate`: FIN without close_notify,
 * as in a truncation attack (RFC 8446 section 6.1); without TLS like `fin`.
 */
export type Severance = 'fin' | 'rst' | 'truncate';

/** What becomes of a connection on which no further request comes within `ms` of an answer. */
export interface IdleEnd {
  readonly ms: number;
  readonly how: Exclude<Severance, 'truncate'>;
}

/**
 * One action on the client's connection. An answer is a lazy sequence of steps:
 *
 *   informational* pause* head ( frame | pause | raw )* ( trailers )? end
 *                              └ or one `pipe`, if no fault changes the body
 *
 * `goaway` may come anywhere. `sever` may come anywhere and is always the last step.
 */
export type Step =
  | {
      readonly kind: 'informational';
      readonly status: number;
      readonly reason?: string;
      readonly headers: RawHeaders;
    }
  /**
   * `paced`: the time counts from when the previous paced pause was due, so that late pauses do not slow down
   * a stream; the first paced pause counts from its own beginning. `by`: the stub, tape or upstream waits, so
   * that no end of faults ends it.
   */
  | { readonly kind: 'pause'; readonly ms: number; readonly paced?: true; readonly by?: 'source' }
  | {
      readonly kind: 'head';
      readonly status: number;
      /** Reason phrase; the standard one when absent. */
      readonly reason?: string;
      readonly headers: RawHeaders;
      /** What made the answer. Node adds `Date`, unless the head is relayed as it came. */
      readonly origin: AnswerOrigin;
      /** Bytes of the body if they are known without a `Content-Length`. */
      readonly length?: number;
      /** The body ends with the connection, without a length or chunks (RFC 9112 section 6.3, 8th case). */
      readonly delimited?: 'by-close';
      /** What `Keep-Alive: timeout=` says, in seconds; absent: how long Node keeps a connection. */
      readonly keepAlive?: number | 'unsaid';
      /** Name of the entry in the platform's error catalogue, for the journal. */
      readonly error?: string;
      /** The scenario replaced the message of that entry. */
      readonly reworded?: true;
      /** Absent: the answer has no tokens, or what makes it does not tell them. */
      readonly usage?: Usage;
    }
  /**
   * One whole server-sent event, or any other body. Counts for `frames:`, unless it is a `comment`: bytes
   * that make no event, or a piece of a body that more pieces follow. `part`: the next frame continues this
   * one, and nothing may be inserted between them.
   */
  | {
      readonly kind: 'frame';
      readonly bytes: Buffer;
      readonly comment?: true;
      readonly part?: true;
    }
  /**
   * Bytes that bypass the HTTP framing. `under: 'http'`: written to the socket, with TLS encrypted; `tcp`:
   * written to the TCP connection under TLS, unencrypted.
   */
  | { readonly kind: 'raw'; readonly bytes: Buffer; readonly under: 'http' | 'tcp' }
  /** A body that is copied to the client unchanged. */
  | { readonly kind: 'pipe'; readonly body: Readable }
  | { readonly kind: 'trailers'; readonly headers: RawHeaders }
  /**
   * `damaged`: the answer ends as if it were whole, but a fault has damaged it. `idle`: absent, the listener
   * decides how long the connection is kept.
   */
  | { readonly kind: 'end'; readonly damaged?: true; readonly idle?: IdleEnd }
  | { readonly kind: 'sever'; readonly how: Severance }
  /** Ends this stream of HTTP/2 with RST_STREAM; the others of its connection go on. */
  | { readonly kind: 'sever'; readonly how: 'rst-stream'; readonly error: Http2Error }
  /** Of HTTP/2 alone. */
  | ({ readonly kind: 'goaway' } & Goaway)
  /** Silence until the client disconnects or `ms` have passed. */
  | { readonly kind: 'hang'; readonly ms: number; readonly by?: 'source' };

/** A complete answer is an array and is written without awaiting; any other answer is pulled step by step. */
export type Answer = readonly Step[] | AsyncIterable<Step>;
