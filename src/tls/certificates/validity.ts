import type { Clock } from '../../lib/clock.ts';

/** A period as two stamps such as `20251122082400Z`, which sort as text. */
export interface Validity {
  readonly from: string;
  readonly until: string;
}

/** A period in days from now; negative numbers are in the past. */
export type Span = readonly [from: number, until: number];

const dayMs = 86_400_000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Converts `Sat, 22 Nov 2025 08:24:00 GMT` (clock) or `Nov 22 08:24:00 2025 GMT` (`X509Certificate`). */
export function stamp(date: string): string {
  const part = (pattern: RegExp) => pattern.exec(date)?.[0] ?? '';
  const month = months.findIndex((name) => date.includes(name)) + 1;
  const day = part(/\b\d{1,2}(?= )/);
  const twoDigits = [month, day].map((number) => String(number).padStart(2, '0')).join('');
  return `${part(/\d{4}/)}${twoDigits}${part(/\d\d:\d\d:\d\d/).replaceAll(':', '')}Z`;
}

export function stampNow(clock: Clock): string {
  return stamp(clock.httpDate(clock.wall()));
}

export function validity(clock: Clock, [from, until]: Span): Validity {
  const now = clock.wall();
  const at = (days: number) => stamp(clock.httpDate(now + days * dayMs));
  return { from: at(from), until: at(until) };
}
