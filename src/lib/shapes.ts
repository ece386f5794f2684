import { z } from 'zod';
import { durationHint, parseDuration, parseSize, sizeHint } from './units.ts';

/** One year in milliseconds; a longer duration is most likely a typing error. */
const maxDurationMs = 365 * 86_400_000;

/** A duration with its unit; parsed to milliseconds. */
export const duration = z
  .string({ error: `expected ${durationHint}` })
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, `expected ${durationHint}`)
  .refine((text) => (parseDuration(text) ?? 0) <= maxDurationMs, 'expected at most a year, 365d')
  .transform((text) => parseDuration(text) ?? 0);

/** The value of a `Content-Type`. */
export const contentType = z
  .string()
  .regex(/^[\x21-\x7e][\t\x20-\x7e]*$/, 'a Content-Type is visible ASCII, such as text/plain; charset=utf-8');

/** A size with its unit; parsed to bytes. */
export const size = z
  .string({ error: `expected ${sizeHint}` })
  .regex(/^\d+(\.\d+)?(B|KiB|MiB|GiB)$/, `expected ${sizeHint}`)
  .refine((text) => parseSize(text) !== null, `expected ${sizeHint}, a whole number of bytes`)
  .transform((text) => parseSize(text) ?? 0);

/** What names a rule, a limit and the like in labels and journal. */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]*$/, 'expected an id of letters, digits, "-", "_" and "."');

const shareHint = 'expected a share from 0 to 1, such as 0.3, or "30 %"';
const percent = /^(\d+(?:\.\d+)?) ?%$/;

/** Thousand-millionths: 99.9 / 100 is not quite 0.999. */
const shareDigits = 1e9;

/** A part of 1, also as a percentage. */
export const share = z
  .union([z.number().min(0, shareHint).max(1, shareHint), z.string().regex(percent, shareHint)], {
    error: shareHint,
  })
  .transform((given) => (typeof given === 'number' ? given : Number(percent.exec(given)?.[1]) / 100))
  .transform((given) => Math.round(given * shareDigits) / shareDigits)
  .refine((given) => given <= 1, shareHint);
