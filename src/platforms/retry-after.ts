import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { duration } from '../lib/shapes.ts';
import { formatDuration, parseDuration } from '../lib/units.ts';
import { retryAfterSeconds } from './envelope.ts';

/** A duration; a leading `-` means the past. */
const signedDuration = z
  .string()
  .regex(/^-?\d+(\.\d+)?(ms|s|m|h|d)$/, 'expected a duration with its unit; -60s lies in the past')
  .transform((text) => (text.startsWith('-') ? -1 : 1) * (parseDuration(text.replace('-', '')) ?? 0));

const form = z.union(
  [
    duration,
    z.literal('none'),
    z.strictObject({ ms: duration }),
    z.strictObject({ date: signedDuration }),
    z.strictObject({ raw: z.string().regex(/^[\t\x20-\x7e]*$/, 'expected printable ASCII') }),
  ],
  { error: 'expected 5s, none, { ms: 250ms }, { date: 2s }, { date: -60s } or { raw: soon }' },
);

/**
 * The forms of `Retry-After` that real platforms send. A list gives one per injection; the last one repeats.
 */
export const retryAfter = z.union([form, z.array(form).min(1)], {
  error: 'expected 5s, none, { ms: 250ms }, { date: 2s }, { raw: soon }, or a list of these',
});

type Form = z.output<typeof form>;
export type RetryAfter = z.output<typeof retryAfter>;

/** Header fields for an injection, which is counted from 0. */
export function retryAfterHeaders(forms: RetryAfter, injection: number, clock: Clock): string[] {
  const list = Array.isArray(forms) ? forms : [forms];
  const chosen = list[Math.min(injection, list.length - 1)] ?? 'none';
  if (chosen === 'none') return [];
  if (typeof chosen === 'number') return ['Retry-After', retryAfterSeconds(chosen)];
  if ('ms' in chosen) return ['retry-after-ms', String(chosen.ms)];
  if ('raw' in chosen) return ['Retry-After', chosen.raw];
  return ['Retry-After', clock.httpDate(clock.wall() + chosen.date)];
}

function describeForm(chosen: Form): string {
  if (chosen === 'none') return 'none';
  if (typeof chosen === 'number') return `${retryAfterSeconds(chosen)} s`;
  if ('ms' in chosen) return `${chosen.ms} ms (retry-after-ms)`;
  if ('raw' in chosen) return `"${chosen.raw}"`;
  const distance = formatDuration(Math.abs(chosen.date));
  return chosen.date < 0 ? `a date ${distance} ago` : `a date in ${distance}`;
}

export function describeRetryAfter(forms: RetryAfter): string {
  return (Array.isArray(forms) ? forms : [forms]).map(describeForm).join(', then ');
}
