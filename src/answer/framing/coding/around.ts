import { headerValue } from '../../../lib/http.ts';
import type { Step } from '../../../model/step.ts';
import { fromHead, startingWith, unmeasured } from '../bodies.ts';
import { type Head, isBodiless, withHeaderValue } from '../headers.ts';
import { type Decoding, decoded } from './decoded.ts';
import { encoded } from './encoded.ts';
import { type Coding, codingName, codings } from './names.ts';

/** Bytes that no supported content coding can decode, at any flush point. */
const undecodable = Buffer.alloc(4, 0xff);

/** Ends the new encoding as the old one ended: whole, cut or corrupt, at the same place in the body. */
function endingEditOf({ end }: Decoding): (ending: Buffer) => Buffer {
  const endings = { cut: Buffer.alloc(0), corrupt: undecodable };
  return (ending) => (end === 'whole' ? ending : endings[end]);
}

function isPlain({ headers }: Head): boolean {
  return headerValue(headers, 'content-encoding') === 'identity';
}

/** Encodes a decoded answer again, unless a fault has set another `Content-Encoding` since. */
function encodedAgain(
  steps: AsyncIterable<Step>,
  name: string,
  coding: Coding,
  decoding: Decoding,
): AsyncIterable<Step> {
  return fromHead(steps, isPlain, (head, rest) => {
    const named = { ...head, headers: withHeaderValue(head.headers, 'content-encoding', name) };
    if (headerValue(head.headers, 'content-length') === '0') return startingWith(named, rest);
    return startingWith(
      unmeasured(named),
      encoded(rest, coding, (ending) => endingEditOf(decoding)(ending)),
    );
  });
}

/**
 * Rewrites the plain bytes of an answer: decodes the content
 * coding before `rewrite` and encodes again after it.
 *
 *   gzip ─> decoded ─> plain steps ─> rewrite ─> plain steps ─> encoded ─> gzip
 *
 * An answer with an unknown coding, or with several codings, passes unchanged.
 */
export function onPlainBytes(
  steps: AsyncIterable<Step>,
  rewrite: (plain: AsyncIterable<Step>) => AsyncIterable<Step>,
): AsyncIterable<Step> {
  return fromHead(
    steps,
    () => true,
    (head, rest) => {
      const name = codingName(head.headers);
      if (name === 'identity' || isBodiless(head, 'GET')) return rewrite(startingWith(head, rest));
      const coding = codings.get(name);
      if (coding === undefined) return startingWith(head, rest);
      const decoding: Decoding = { end: 'whole' };
      return encodedAgain(rewrite(decoded(head, rest, coding, decoding)), name, coding, decoding);
    },
  );
}
