import { readHttpDate } from '../lib/clock.ts';
import { headerValue } from '../lib/http.ts';
import type { Played } from '../model/entry.ts';
import type { Wait } from '../model/timeline.ts';

/**
 * The wait in `Retry-After` (RFC 9110 section 10.2.3) or `retry-after-ms`, which some SDKs prefer. A date
 * is converted to milliseconds after the head (`headAt`, Unix ms), by the wall clock of that moment. `null`:
 * the answer states no readable wait.
 */
export function waitOf({
  headers,
  headAt,
  wallAheadMs = 0,
}: Pick<Played, 'headers' | 'headAt' | 'wallAheadMs'>): Wait | null {
  const exact = headerValue(headers, 'retry-after-ms');
  if (exact !== null && /^\d+(\.\d+)?$/.test(exact))
    return { form: 'milliseconds', ms: Number(exact), says: `retry-after-ms: ${exact}` };
  const value = headerValue(headers, 'retry-after');
  if (value === null) return null;
  const says = `Retry-After: ${value}`;
  if (/^\d+$/.test(value)) return { form: 'seconds', ms: Number(value) * 1_000, says };
  const date = readHttpDate(value);
  return date === null || headAt === null ? null : { form: 'date', ms: date - headAt - wallAheadMs, says };
}
