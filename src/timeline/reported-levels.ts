import { readRfc3339 } from '../lib/clock.ts';
import { headerValue } from '../lib/http.ts';
import type { Platform } from '../model/platform.ts';
import type { Attempt } from '../model/timeline.ts';

/** What the header fields of an answer tell of one limit of requests. */
export interface ReportedLevel {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds from the head until all of it is free again. */
  readonly resetMs: number;
}

const unitsMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** `6m0s`, `17ms`, as Go writes durations. */
function durationMs(text: string): number {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return Number.NaN;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (unitsMs[unit] ?? 0),
    0,
  );
}

const count = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN);

/** How each form tells when a limit is free again. */
const resetForms: Readonly<Record<string, (text: string, headAt: number) => number>> = {
  duration: durationMs,
  seconds: (text) => count(text) * 1_000,
  epoch: (text, headAt) => count(text) * 1_000 - headAt,
  date: (text, headAt) => readRfc3339(text) - headAt,
};

/** `null`: the answer does not tell all of it in a form that can be read; a lie such as -1 cannot. */
export function reportedLevelOf({ entry, headAt }: Attempt, { headers }: Platform): ReportedLevel | null {
  if (headAt === null) return null;
  const reported = new Map<string, number>();
  for (const [name, field] of Object.entries(headers.limits)) {
    const [what = '', unit = '', form = ''] = field.slice(1).split(':');
    const text = headerValue(entry.played.headers, name.toLowerCase());
    if (unit !== 'requests' || text === null) continue;
    reported.set(what, what === 'reset' ? (resetForms[form]?.(text, headAt) ?? Number.NaN) : count(text));
  }
  const [limit = 0, remaining = Number.NaN, resetMs = 0] = ['limit', 'remaining', 'reset'].map((what) =>
    reported.get(what),
  );
  const isRead = limit > 0 && resetMs > 0 && remaining >= 0 && remaining < limit;
  return isRead ? { limit, remaining, resetMs } : null;
}

/** Milliseconds in which one request comes back, if all come back evenly. */
export function oneBackMs({ limit, remaining, resetMs }: ReportedLevel): number {
  return resetMs / (limit - remaining);
}
