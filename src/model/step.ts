import type { Readable } from 'node:stream';

/** Header fields as they go on the wire: name, value, name, value, …; case and order kept. */
export type RawHeaders = readonly string[];

/**
 * `fin`: an orderly end of the connection, on TLS close_notify and FIN. `rst`: the connection is torn down.
 * `truncate`: FIN alone, which on TLS may be an attacker's (RFC 8446 section 6.1); else the same as `fin`.
 */
export type Severance = 'fin' | 'rst' | 'truncate';

/**
 * One thing done to the client. An answer is a lazy sequence of these:
 *
 *   informational* pause* head ( frame | pause | raw )* ( trailers )? end
 *                              └ or one `pipe`, when nobody touches the body
 *
 * `sever` may come anywhere and is always the last one.
 */
export type Step =
  | {
      readonly kind: 'informational';
      readonly status: number;
      readonly reason?: string;
      readonly headers: RawHeaders;
    }
  /**
   * `paced`: counted from when the paced pause before it was due, so that a stream of many keeps its pace
   * however late each of them ends; the first one counts from when it begins.
   */
  | { readonly kind: 'pause'; readonly ms: number; readonly paced?: true }
  | {
      readonly kind: 'head';
      readonly status: number;
      /** Reason phrase; the standard one when absent. */
      readonly reason?: string;
      readonly headers: RawHeaders;
      /** `ours` lets Node add `Date`; `upstream` relays the head as it came. */
      readonly origin: 'ours' | 'upstream';
      /** Bytes of the body, where they are known without a `Content-Length`. */
      readonly length?: number;
      /** The body ends with the connection, without a length or chunks (RFC 9112 section 6.3, 8th case). */
      readonly delimited?: 'by-close';
      /** Entry of the platform's error catalogue that this is; for the journal. */
      readonly error?: string;
      /** The message of that entry was worded otherwise. */
      readonly reworded?: true;
    }
  /**
   * One whole server-sent event, or any other body. Counted by `frames:`, unless it is a `comment`: bytes
   * that make no event of their own, or a piece of a body that is followed by more of it. `part`: the next
   * frame goes on with it, and nothing may come between them.
   */
  | {
      readonly kind: 'frame';
      readonly bytes: Buffer;
      readonly comment?: true;
      readonly part?: true;
    }
  /**
   * Bytes past HTTP framing, straight to the socket: `http` ones are encrypted where there is TLS, `tcp` ones
   * pass under TLS as they are.
   */
  | { readonly kind: 'raw'; readonly bytes: Buffer; readonly under: 'http' | 'tcp' }
  /** An untouched body; the player pipes it. */
  | { readonly kind: 'pipe'; readonly body: Readable }
  | { readonly kind: 'trailers'; readonly headers: RawHeaders }
  /** `damaged`: it ends as if it were whole, and on purpose is not. */
  | { readonly kind: 'end'; readonly damaged?: true }
  | { readonly kind: 'sever'; readonly how: Severance }
  /** Silence until the client leaves or `ms` are over. */
  | { readonly kind: 'hang'; readonly ms: number };

/** A whole answer is a plain array and is played without awaiting; everything else is pulled. */
export type Answer = readonly Step[] | AsyncIterable<Step>;
