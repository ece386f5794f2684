import type { Attempt, Timeline } from '../../model/timeline.ts';
import { toleranceMs } from '../../timeline/allowed.ts';
import { formatWait } from '../../timeline/describe.ts';
import { namingClients, type Outage, outagesOf } from '../../timeline/outages.ts';
import { namedUpstream } from '../../timeline/place.ts';
import { resultKey } from '../../timeline/retryability.ts';
import { backAt, isSuchCall, leftAt, wellSince } from '../../timeline/return.ts';
import { absent, type Violation } from '../../timeline/violation.ts';

/**
 * What a client did that had left its first choice for another upstream. `back`: it asked the first one again
 * in time. `away`: it had a call to make, later than that, and made it elsewhere. `open`: neither was seen.
 * `unknown`: the upstream failed by itself, and nothing shows when it was well again.
 */
export interface Absence {
  readonly outage: Outage;
  readonly then: 'back' | 'away' | 'open' | 'unknown';
  /** Since when the requests show that the first choice was well; `null`: since it was asked again. */
  readonly well: Attempt | null;
  /** The first call that it answered again; `null`: none. */
  readonly back: Attempt | null;
  /** The first call that went elsewhere although it was late; `null`: none. */
  readonly late: Attempt | null;
}

function absenceOf(outage: Outage, withinMs: number): Absence[] {
  const left = leftAt(outage);
  if (left === null) return [];
  const { failed, upstream, all } = outage;
  const back = backAt(outage, left);
  if (failed.some(({ faults }) => faults.length === 0))
    return [{ outage, then: back === null ? 'unknown' : 'back', well: null, back, late: null }];
  const well = wellSince(outage, left, back);
  if (well === null) return [{ outage, then: back === null ? 'open' : 'back', well, back, late: null }];
  const late = all.find(
    (attempt) =>
      attempt.at > well.at + withinMs + toleranceMs &&
      attempt.at < (back?.at ?? Number.POSITIVE_INFINITY) &&
      namedUpstream(attempt.entry) !== upstream &&
      attempt.ordinal === 1 &&
      isSuchCall(attempt, outage),
  );
  if (late !== undefined) return [{ outage, then: 'away', well, back, late }];
  return [{ outage, then: back === null ? 'open' : 'back', well, back, late: null }];
}

/** The first choice of a client: what its first request named. */
function firstChoices(timeline: Timeline): ReadonlySet<string> {
  return new Set(namingClients(timeline).flatMap(([first]) => (first && namedUpstream(first.entry)) ?? []));
}

/** `primary`: the first choice; `null`: what each client asked first. */
export function absencesFrom(timeline: Timeline, primary: string | null, withinMs: number): Absence[] {
  const choices = primary === null ? firstChoices(timeline) : new Set([primary]);
  return outagesOf(timeline)
    .filter(({ upstream }) => choices.has(upstream))
    .flatMap((outage) => absenceOf(outage, withinMs));
}

/** A time that the scenario gives is asked for; the usual one is advice. */
export function violationOfAbsence(
  { outage, well, back, late }: Absence,
  withinMs: number,
  severity: 'error' | 'advice',
): Violation[] {
  if (well === null || late === null) return [];
  const { upstream, failed } = outage;
  const later = formatWait(late.at - well.at);
  const away = `${upstream} was well again, and ${later} later ${late.entry.upstream}`;
  const came = back === null ? 'never was' : `was after ${formatWait(back.at - well.at)}`;
  return [
    {
      ...{ ...absent, severity, met: resultKey(failed[0].result), call: null },
      problem: back === null ? 'never-returned' : 'returned-late',
      attempts: [failed[0], well, late],
      says: `${away} was still asked in its place, which ${came}; ${formatWait(withinMs)} are allowed`,
    },
  ];
}

/** Why nothing shows whether it returns. */
export function whyNoReturn(absences: readonly Absence[], timeline: Timeline): string {
  if (outagesOf(timeline).length === 0) return 'no upstream that the client had named by its URL was down';
  if (absences.length === 0) return 'no client left its first choice for another upstream';
  const unknown = absences.some(({ then }) => then === 'unknown');
  if (unknown) return 'the upstream failed by itself: nothing shows when it was well again';
  return 'no call came late enough after the upstream was well again';
}
