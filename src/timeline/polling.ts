import { once } from '../lib/once.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { attemptsOf } from './endings.ts';
import { ascending, medianOf } from './times.ts';

/** Fewer equal requests than this may be retries. */
const leastPolls = 4;
/** Requests that are closer together than this (ms) follow each other without an interval. */
const leastIntervalMs = 250;
/** An interval counts as the same within this share of the median, or within so many milliseconds. */
const sameShare = 0.1;
const sameMs = 50;
/** One gap in this many, the longest, is ignored: a slow machine lengthens single ones. */
const oneSlowOf = 8;
/** After a failure a retry comes within less than this share of the interval that follows an answer. */
const failedShare = 0.5;

interface Gap {
  readonly before: Attempt;
  readonly ms: number;
}

/** From arrival to arrival where a timer starts each poll, from end to arrival where a sleep follows each. */
const startedBy = {
  timer: (before: Attempt, next: Attempt): Gap => ({ before, ms: next.at - before.at }),
  sleep: (before: Attempt, next: Attempt): Gap => ({ before, ms: next.at - before.endedAt }),
} as const;

function gapsOf(polls: readonly Attempt[], gap: (before: Attempt, next: Attempt) => Gap): Gap[] {
  return polls.slice(1).map((next, index) => gap(polls[index] as Attempt, next));
}

/** A poll that is put off comes within so many milliseconds after the wait that it was told. */
const putOffMs = 250;

/** Whether the answer asked for such a wait: one that is longer than the interval puts off a poll. */
function isPutOff({ before: { result, at, headAt }, ms }: Gap): boolean {
  const wait = result.kind === 'error' ? result.wait : null;
  if (wait === null) return false;
  const late = ms - wait.ms;
  return late >= -sameMs && late <= putOffMs + ((headAt ?? at) - at);
}

function areRegular(all: readonly Gap[]): boolean {
  const gaps = all.filter((gap) => !isPutOff(gap));
  if (gaps.length < leastPolls - 1) return false;
  const times = ascending(gaps.map(({ ms }) => ms));
  const median = medianOf(times);
  const kept = times.slice(0, times.length - Math.floor(times.length / oneSlowOf));
  if (median < leastIntervalMs) return false;
  const tolerance = Math.max(sameMs, median * sameShare);
  return kept.every((ms) => Math.abs(ms - median) <= tolerance);
}

/** Whether answered requests are followed by equal ones, and failed ones no sooner than they are. */
function goOnAlike(gaps: readonly Gap[]): boolean {
  const after = (kind: 'answered' | 'failed') =>
    gaps.filter(({ before }) => (before.result.kind === 'answered') === (kind === 'answered'));
  const [answered, failed] = [after('answered'), after('failed')].map((some) =>
    ascending(some.map(({ ms }) => ms)),
  ) as [number[], number[]];
  if (answered.length < 2 || failed.length === 0) return false;
  return medianOf(failed) >= medianOf(answered) * failedShare;
}

function isPolling(polls: readonly Attempt[]): boolean {
  if (polls.length < leastPolls) return false;
  return Object.values(startedBy).some((gap) => {
    const gaps = gapsOf(polls, gap);
    return areRegular(gaps) || goOnAlike(gaps);
  });
}

/**
 * Calls whose requests are polls: equal GETs that are sent again at the same interval whatever was answered,
 * as a readiness check does. The failure of one is no call that the client has to bring to an end.
 */
export const pollsOf = once((timeline: Pick<Timeline, 'calls'>): ReadonlySet<Call> => {
  const alike = new Map<string, { readonly calls: Set<Call>; readonly attempts: Attempt[] }>();
  for (const { call, attempt } of attemptsOf(timeline)) {
    const { method, scenario, label, url, client, key } = attempt.entry;
    if (method !== 'GET') continue;
    const name = [scenario, label, url, client, key].join('\n');
    const group = alike.get(name) ?? { calls: new Set(), attempts: [] };
    alike.set(name, group);
    group.calls.add(call);
    group.attempts.push(attempt);
  }
  const polling = [...alike.values()].filter(({ attempts }) =>
    isPolling(attempts.toSorted((one, other) => one.at - other.at)),
  );
  return new Set(polling.flatMap(({ calls }) => [...calls]));
});
