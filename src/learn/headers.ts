import { readHttpDate } from '../lib/clock.ts';
import { headerValue } from '../lib/http.ts';
import type { RawHeaders } from '../model/step.ts';
import { noRetryAfter, type SeenRetryAfter, unknownRetryAfter } from './observation.ts';
import { numberOf } from './values.ts';

/** The value of `Retry-After`. `at`: when the answer was sent, from which a date is counted. */
export function readRetryAfter(value: string, at: number): SeenRetryAfter {
  const seconds = numberOf(value);
  if (seconds !== null)
    return seconds < 0 ? { form: 'unreadable' } : { form: 'seconds', ms: seconds * 1_000 };
  const date = readHttpDate(value);
  return date === null ? { form: 'unreadable' } : { form: 'date', ms: date - at };
}

/** What header fields say of the wait. The clock of `Date` is the one that a date was made with. */
export function retryAfterIn(headers: RawHeaders, at: number): SeenRetryAfter {
  const ms = numberOf(headerValue(headers, 'retry-after-ms'));
  if (ms !== null && ms >= 0) return { form: 'ms', ms };
  const value = headerValue(headers, 'retry-after');
  if (value === null) return noRetryAfter;
  return readRetryAfter(value, readHttpDate(headerValue(headers, 'date') ?? '') ?? at);
}

/** Of a record that has the value alone; `known`: it would be there if it had been sent. */
export function retryAfterOf(value: unknown, at: number, known: 'known' | 'not-recorded'): SeenRetryAfter {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && text !== '' && text !== '-') return readRetryAfter(text, at);
  return known === 'known' ? noRetryAfter : unknownRetryAfter;
}
