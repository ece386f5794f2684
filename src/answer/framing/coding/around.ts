import type { Step } from '../../../model/step.ts';
import { fromHead, startingWith, unmeasured } from '../bodies.ts';
import { type Head, headerValue, isBodiless, withHeaderValue } from '../headers.ts';
import { type Decoding, decoded } from './decoded.ts';
import { encoded } from './encoded.ts';
import { type Coding, codingName, codings } from './names.ts';

/** In no coding of ours can this be decoded, wherever a piece was flushed. */
const nonsense = Buffer.alloc(4, 0xff);

/** What ended well ends well, and what did not breaks at the same place. */
function sealOf({ end }: Decoding): (ending: Buffer) => Buffer {
  const endings = { cut: Buffer.alloc(0), corrupt: nonsense };
  return (ending) => (end === 'whole' ? ending : endings[end]);
}

function isPlain({ headers }: Head): boolean {
  return headerValue(headers, 'content-encoding') === 'identity';
}

/** Encodes again what was decoded, unless a fault has named another coding since. */
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
      encoded(rest, coding, (ending) => sealOf(decoding)(ending)),
    );
  });
}

/**
 * Rewrites the plain bytes of an answer: a content coding is taken off before and put on again behind it.
 *
 *   gzip ─> decoded ─> plain steps ─> rewrite ─> plain steps ─> encoded ─> gzip
 *
 * An answer whose coding is unknown, or that has several, is left as it is.
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
