import type { Attempt, Timeline } from '../../model/timeline.ts';
import { formatMs, formatWait } from '../../timeline/describe.ts';
import { attemptsOf } from '../../timeline/endings.ts';
import { resultKey, retryabilityOf } from '../../timeline/retryability.ts';
import { oneBackMs, type ToldLevel, toldLevelOf } from '../../timeline/told-levels.ts';
import { type Violation, wrong } from '../../timeline/violation.ts';

/** To run so often into a limit of which an answer told before is no accident. */
export const leastRunOn = 3;

/** Few are left: at most so large a part of the limit, or one. */
const fewShare = 0.1;

/** A request that comes sooner than this part of the time in which one comes back has not slowed down. */
const atOnceShare = 0.5;

/** An answer that told that few were left, and the next request of the same process. */
export interface Followed {
  readonly before: Attempt;
  readonly next: Attempt;
  readonly told: ToldLevel;
  readonly gapMs: number;
  /** `ran-on`: none was left, it came at once and was refused. `slowed`: it came later and passed. */
  readonly then: 'ran-on' | 'slowed' | 'open';
}

const isFew = ({ limit, remaining }: ToldLevel) => remaining <= Math.max(1, limit * fewShare);

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

function followedBy(before: Attempt, next: Attempt, told: ToldLevel): Followed {
  const gapMs = next.at - (before.headAt ?? before.endedAt);
  const atOnce = gapMs < oneBackMs(told) * atOnceShare;
  const ranOn = atOnce && told.remaining === 0 && isRefused(next);
  const then = ranOn ? 'ran-on' : atOnce || isRefused(next) ? 'open' : 'slowed';
  return { before, next, told, gapMs, then };
}

/** A request after one that was refused is for others to judge: it goes by the wait that it was told. */
export function followedOf(timeline: Timeline): Followed[] {
  const { platform } = timeline.inUse;
  return streamsOf(timeline).flatMap((stream) =>
    stream.flatMap((before, index) => {
      const next = stream[index + 1];
      const told = toldLevelOf(before, platform);
      if (next === undefined || told === null || !isFew(told) || isRefused(before)) return [];
      return before.entry.key === next.entry.key ? [followedBy(before, next, told)] : [];
    }),
  );
}

export function violationOfRunOn({ before, next, told, gapMs }: Followed): Violation {
  const { limit, resetMs } = told;
  const left = `0 of ${limit} requests were left and all of them free in ${formatWait(resetMs)}`;
  return {
    ...{ ...wrong, problem: 'ran-into-the-limit', met: resultKey(next.result), call: null },
    attempts: [before, next],
    says: `an answer told that ${left}; the next request came ${formatMs(gapMs)} later and was refused`,
  };
}

/** Why nothing shows that it slowed down; `followed` has none that did. */
export function whyOpen(timeline: Timeline, followed: readonly Followed[]): string {
  const { platform } = timeline.inUse;
  const told = attemptsOf(timeline).flatMap(({ attempt }) => toldLevelOf(attempt, platform) ?? []);
  const ranOn = followed.filter(({ then }) => then === 'ran-on').length;
  if (told.length === 0) return 'no answer told how many requests are left';
  if (ranOn > 0)
    return `it ran into the limit ${ranOn} times of which it was told: ${leastRunOn} are no accident`;
  const least = told.reduce((few, { remaining }) => Math.min(few, remaining), Number.POSITIVE_INFINITY);
  if (!told.some(isFew)) return `there were always ${least} requests left or more`;
  return 'few requests were left, but no further one came from a process that surely knew it';
}
