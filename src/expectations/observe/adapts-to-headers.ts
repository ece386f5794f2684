import type { Attempt, Timeline } from '../../model/timeline.ts';
import { formatMs, formatWait } from '../../timeline/describe.ts';
import { attemptsOf } from '../../timeline/endings.ts';
import { oneBackMs, type ReportedLevel, reportedLevelOf } from '../../timeline/reported-levels.ts';
import { resultKey, retryabilityOf } from '../../timeline/retryability.ts';
import { type Violation, wrong } from '../../timeline/violation.ts';

/** To run so often into a limit that an answer had reported is no accident. */
export const leastRunOn = 3;

/** Few are left: at most so large a part of the limit, or one. */
const fewShare = 0.1;

/** A request that comes sooner than this part of the time in which one comes back has not slowed down. */
const atOnceShare = 0.5;

/** An answer that reported few left, and the next request of the same process. */
export interface Followed {
  readonly before: Attempt;
  readonly next: Attempt;
  readonly reported: ReportedLevel;
  readonly gapMs: number;
  /** `ran-on`: none was left, it came at once and was refused. `slowed`: it came later and passed. */
  readonly then: 'ran-on' | 'slowed' | 'open';
}

const isFew = ({ limit, remaining }: ReportedLevel) => remaining <= Math.max(1, limit * fewShare);

function isRefused(attempt: Attempt): boolean {
  const { result } = attempt;
  return result.kind === 'error' && result.status === 429 && retryabilityOf(attempt) === 'transient';
}

/** Requests in turn, each sent when the head of the answer before was known. */
function areInTurn(attempts: readonly Attempt[]): boolean {
  return attempts.every((attempt, index) => {
    const before = attempts[index - 1];
    return before === undefined || attempt.at >= (before.headAt ?? before.endedAt);
  });
}

/**
 * Requests each of which was surely sent by a process that knew the answer before: all of them if no two were
 * ever under way at once, else those of one connection.
 */
function streamsOf(timeline: Pick<Timeline, 'calls'>): Attempt[][] {
  const all = attemptsOf(timeline)
    .map(({ attempt }) => attempt)
    .toSorted((one, other) => one.at - other.at);
  if (areInTurn(all)) return [all];
  const streams = new Map<number, Attempt[]>();
  for (const attempt of all) {
    const { connection } = attempt.entry;
    const stream = streams.get(connection);
    if (stream === undefined) streams.set(connection, [attempt]);
    else stream.push(attempt);
  }
  return [...streams.values()];
}

function followedBy(before: Attempt, next: Attempt, reported: ReportedLevel): Followed {
  const gapMs = next.at - (before.headAt ?? before.endedAt);
  const atOnce = gapMs < oneBackMs(reported) * atOnceShare;
  const ranOn = atOnce && reported.remaining === 0 && isRefused(next);
  const then = ranOn ? 'ran-on' : atOnce || isRefused(next) ? 'open' : 'slowed';
  return { before, next, reported, gapMs, then };
}

/** A request after one that was refused is for others to judge: it goes by the wait that it was told. */
export function followedOf(timeline: Timeline): Followed[] {
  const { platform } = timeline.inUse;
  return streamsOf(timeline).flatMap((stream) =>
    stream.flatMap((before, index) => {
      const next = stream[index + 1];
      const reported = reportedLevelOf(before, platform);
      if (next === undefined || reported === null || !isFew(reported) || isRefused(before)) return [];
      return before.entry.key === next.entry.key ? [followedBy(before, next, reported)] : [];
    }),
  );
}

export function violationOfRunOn({ before, next, reported, gapMs }: Followed): Violation {
  const { limit, resetMs } = reported;
  const left = `0 of ${limit} requests were left and all of them free in ${formatWait(resetMs)}`;
  return {
    ...{ ...wrong, problem: 'ran-into-the-limit', met: resultKey(next.result), call: null },
    attempts: [before, next],
    says: `an answer reported that ${left}; the next request came ${formatMs(gapMs)} later and was refused`,
  };
}

/** Why nothing shows that it slowed down; `followed` has none that did. */
export function whyOpen(timeline: Timeline, followed: readonly Followed[]): string {
  const { platform } = timeline.inUse;
  const reported = attemptsOf(timeline).flatMap(({ attempt }) => reportedLevelOf(attempt, platform) ?? []);
  const ranOn = followed.filter(({ then }) => then === 'ran-on').length;
  if (reported.length === 0) return 'no answer reported how many requests are left';
  if (ranOn > 0)
    return `it ran into the limit ${ranOn} times of which it was told: ${leastRunOn} are no accident`;
  const least = reported.reduce((few, { remaining }) => Math.min(few, remaining), Number.POSITIVE_INFINITY);
  if (!reported.some(isFew)) return `there were always ${least} requests left or more`;
  return 'few requests were left, but no further one came from a process that surely knew it';
}
