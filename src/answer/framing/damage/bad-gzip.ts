import type { Clock } from '../../../lib/clock.ts';
import type { Step } from '../../../model/step.ts';
import { damaged, fromHead, startingWith, unmeasured, withField } from '../bodies.ts';
import { encoded } from '../coding/encoded.ts';
import { gzip } from '../coding/names.ts';
import { framed } from '../events.ts';
import type { Head } from '../headers.ts';
import { truncated } from './truncated.ts';

/** What is sent in place of valid gzip, as parts of sentences. */
export const gzipMistakes = {
  'not-gzip': 'the body as it is',
  cut: 'a gzip stream that stops half-way',
  'bad-checksum': 'a gzip stream with a wrong checksum',
} as const;

function declaringGzip(head: Head): Head {
  return { ...head, headers: withField(head.headers, 'Content-Encoding', 'gzip') };
}

/**
 *   … last block │ CRC32 │ length      4 bytes each (RFC 1952)
 *                  └ one bit is flipped here
 */
function withWrongChecksum(ending: Buffer): Buffer {
  const wrong = Buffer.from(ending);
  const at = wrong.length - 8;
  wrong.writeUInt8(wrong.readUInt8(at) ^ 1, at);
  return wrong;
}

const nothing = Buffer.alloc(0);

function gzipped(answer: AsyncIterable<Step>, editEnding: (ending: Buffer) => Buffer): AsyncIterable<Step> {
  return fromHead(
    framed(answer),
    () => true,
    (head, rest) => startingWith(declaringGzip(unmeasured(head)), encoded(rest, gzip, editEnding)),
  );
}

/**
 * An answer with `Content-Encoding: gzip` whose body is not valid gzip. `cut` stops at half of the body; if
 * the length is unknown, only the end of the gzip stream is missing.
 */
export function badGzip(
  kind: keyof typeof gzipMistakes,
  head: Head,
  rest: AsyncIterable<Step>,
  clock: Clock,
): AsyncIterable<Step> {
  switch (kind) {
    case 'not-gzip':
      return damaged(startingWith(declaringGzip(head), rest));
    case 'cut':
      return damaged(gzipped(truncated(head, rest, { kind: 'share', share: 0.5 }, clock), () => nothing));
    case 'bad-checksum':
      return damaged(gzipped(startingWith(head, rest), withWrongChecksum));
  }
}
