import { rfc3339 } from '../lib/clock.ts';
import type { LimitField } from '../model/limit-field.ts';
import type { PlatformInUse } from '../model/platform.ts';

/** What is known of the limit of one unit that is nearest to its end. */
export interface LimitLevel {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until all of it is free again. */
  readonly resetMs: number;
}

export type LimitLevels = Readonly<Partial<Record<'requests' | 'tokens', LimitLevel>>>;

/** `17ms`, `8.64s`, `6m0s`, `1h0m0s`: a duration as Go writes it. */
function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1_000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = `${(ms % 60_000) / 1_000}s`;
  if (minutes === 0) return seconds;
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

/** Rounded up, so that a client that goes by it does not come early. */
const resetForms: Readonly<Record<string, (ms: number, now: number) => string>> = {
  duration: goDuration,
  seconds: (ms) => String(Math.ceil(ms / 1_000)),
  epoch: (ms, now) => String(Math.ceil((now + ms) / 1_000)),
  date: (ms, now) => rfc3339(Math.ceil((now + ms) / 1_000) * 1_000),
};

function told(field: LimitField, levels: LimitLevels, now: number): string | null {
  const [what = '', unit = '', form = ''] = field.slice(1).split(':');
  const level = levels[unit as keyof LimitLevels];
  if (level === undefined) return null;
  if (what === 'reset') return resetForms[form]?.(level.resetMs, now) ?? null;
  return String(what === 'limit' ? level.limit : level.remaining);
}

/** The header fields with which the platform tells how much is left; none for a unit without a limit. */
export function limitHeaders({ platform }: PlatformInUse, levels: LimitLevels, now: number): string[] {
  return Object.entries(platform.headers.limits).flatMap(([name, field]) => {
    const value = told(field, levels, now);
    return value === null ? [] : [name, value];
  });
}
