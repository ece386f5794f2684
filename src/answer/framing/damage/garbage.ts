import type { Luck } from '../../../lib/luck.ts';
import { size } from '../../../lib/shapes.ts';

/** Length of a TLS record header in bytes: with fewer bytes a client waits for more and reports no error. */
const min = 5;
const max = 1_048_576;

export const garbageSize = size
  .refine((bytes) => bytes >= min && bytes <= max, 'expected from 5B to 1MiB')
  .prefault('64B')
  .describe('From 5B to 1MiB.');

/** HTTP begins with a letter, and the second byte of a TLS record is 3, its major version. */
const neither = Buffer.from([0xff, 0xff]);

/** Bytes that are neither HTTP nor TLS. The same random numbers give the same bytes. */
export function garbage(count: number, luck: Luck): Buffer {
  const bytes = Buffer.from(Array.from({ length: count }, () => luck() * 256));
  neither.copy(bytes);
  return bytes;
}
