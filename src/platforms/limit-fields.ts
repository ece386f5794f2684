import { rfc3339 } from '../lib/clock.ts';
import { headerValue } from '../lib/http.ts';
import type { LimitField } from '../model/limit-field.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { RawHeaders } from '../model/step.ts';

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

/** What a field tells, of which unit, and for a time in which form. */
interface FieldParts {
  readonly what: 'limit' | 'remaining' | 'reset';
  readonly unit: keyof LimitLevels;
  readonly form: string;
}

function partsOf(field: LimitField): FieldParts {
  const [what, unit, form = ''] = field.slice(1).split(':');
  return { what, unit, form } as FieldParts;
}

export function formatReset(form: string, ms: number, now: number): string {
  return resetForms[form]?.(ms, now) ?? String(ms);
}

function textOf({ what, unit, form }: FieldParts, levels: LimitLevels, now: number): string | null {
  const level = levels[unit];
  if (level === undefined) return null;
  return what === 'reset' ? formatReset(form, level.resetMs, now) : String(level[what]);
}

/** Whether its answers say how much is left. */
export function tellsLimits({ platform, settings }: PlatformInUse): boolean {
  const { limits, tellsLimits: setting } = platform.headers;
  const chosen = setting?.startsWith('$setting:') ? settings[setting.slice('$setting:'.length)] : setting;
  return chosen !== 'off' && Object.keys(limits).length > 0;
}

/** The header fields with which the platform tells how much is left; none for a unit without a limit. */
export function limitHeaders({ platform }: PlatformInUse, levels: LimitLevels, now: number): string[] {
  return Object.entries(platform.headers.limits).flatMap(([name, field]) => {
    const value = textOf(partsOf(field), levels, now);
    return value === null ? [] : [name, value];
  });
}

/** One of the fields of an answer that tell of limits, whatever wrote it. */
export interface SaidOfLimit extends FieldParts {
  readonly value: string;
  /** What the answer tells of the whole limit of the unit; `null`: nothing. */
  readonly limit: string | null;
}

/** Writes the fields that tell of limits anew; `null` removes one. All other fields stay. */
export function rewriteLimits(
  headers: RawHeaders,
  { platform }: PlatformInUse,
  rewrite: (said: SaidOfLimit) => string | null,
): RawHeaders {
  const known = Object.entries(platform.headers.limits).map(
    ([name, field]) => [name.toLowerCase(), partsOf(field)] as const,
  );
  const fields = new Map(known);
  const written: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    const parts = fields.get(name.toLowerCase());
    if (parts === undefined) {
      written.push(name, value);
      continue;
    }
    const [ofLimit = ''] = known.find(([, { what, unit }]) => what === 'limit' && unit === parts.unit) ?? [];
    const changed = rewrite({ ...parts, value, limit: headerValue(headers, ofLimit) });
    if (changed !== null) written.push(name, changed);
  }
  return written;
}
