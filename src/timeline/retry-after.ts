import { readHttpDate } from '../lib/clock.ts';
import { headerValue } from '../lib/http.ts';
import type { Played } from '../model/entry.ts';
import type { Wait } from '../model/timeline.ts';

/**
 * The wait in `Retry-After` (RFC 9110 section 10.2.3) or `retry-after-ms`, which some SDKs prefer. A date
 * is converted to milliseconds after the head (`headAt`, Unix ms). `null`: the answer states no readable
 * wait.
 */
export function waitOf({ headers, headAt }: Pick<Played, 'headers' | 'headAt'>): Wait | null {
  const exact = headerValue(headers, 'retry-after-ms');
  if (exact !== null && /^\d+(\.\d+)?$/.test(exact))
    return { form: 'milliseconds', ms: Number(exact), says: `retry-after-ms: ${exact}` };
  const value = headerValue(headers, 'retry-after');
  if (value === null) return null;
  const says = `Retry-After: ${value}`;
  if (/^\d+$/.test(value)) return { form: 'seconds', ms: Number(value) * 1_000, says };
  const date = readHttpDate(value);
  return date === null || headAt === null ? null : { form: 'date', ms: date - headAt, says };
}
