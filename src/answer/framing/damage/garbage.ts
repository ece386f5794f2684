import type { Luck } from '../../../lib/luck.ts';
import { size } from '../../../lib/shapes.ts';

/** The header of a TLS record: a client that has less waits for more, and judges nothing. */
const min = 5;
const max = 1_048_576;

export const garbageSize = size
  .refine((bytes) => bytes >= min && bytes <= max, 'expected from 5B to 1MiB')
  .default(64);

/** HTTP begins with a letter, and the second byte of a TLS record is 3, its major version. */
const neither = Buffer.from([0xff, 0xff]);

/** Bytes that are no HTTP and no TLS, the same for the same luck. */
export function garbage(count: number, luck: Luck): Buffer {
  const bytes = Buffer.from(Array.from({ length: count }, () => luck() * 256));
  neither.copy(bytes);
  return bytes;
}
