import { z } from 'zod';
import { durationHint, parseDuration, parseSize, sizeHint } from './units.ts';

/** Spelled with its unit, read as milliseconds. */
export const duration = z
  .string({ error: `expected ${durationHint}` })
  .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, `expected ${durationHint}`)
  .transform((text) => parseDuration(text) ?? 0);

/** Spelled with its unit, read as bytes. */
export const size = z
  .string({ error: `expected ${sizeHint}` })
  .regex(/^\d+(\.\d+)?(B|KiB|MiB|GiB)$/, `expected ${sizeHint}`)
  .refine((text) => parseSize(text) !== null, `expected ${sizeHint}, a whole number of bytes`)
  .transform((text) => parseSize(text) ?? 0);
