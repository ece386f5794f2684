import type { Observation } from '../expectations/expectation.ts';
import type { Doubt, Timeline } from '../model/timeline.ts';
import type { Violation } from '../timeline/violation.ts';
import type { Expected } from './judge.ts';

/** A problem, and how likely it is over all plausible groupings of the requests into calls. */
export interface Weighed {
  readonly problem: Violation;
  /** From 0 to 1. */
  readonly likelihood: number;
}

/** Problems by how many of the plausible groupings have them. */
export interface Agreement {
  /** Every one: their likelihood is 1. */
  readonly sure: readonly Weighed[];
  /** Most. */
  readonly suspected: readonly Weighed[];
  /** Some: the requests do not show it. */
  readonly open: readonly Weighed[];
}

/** A grouping that is less likely than the rest of 1 is not plausible enough to save or to accuse. */
const sureFrom = 0.99;
const suspectedFrom = 0.5;
const openFrom = 0.1;

/** What is observed under each grouping, the likeliest first. */
export function observations(
  { expectation, params }: Expected,
  timeline: Timeline,
): [Observation, ...Observation[]] {
  const [, ...others] = timeline.groupings;
  return [
    expectation.observe(timeline, params),
    ...others.map((calls) => expectation.observe({ ...timeline, calls }, params)),
  ];
}

/** Numbers of the requests whose place in a call a problem depends on. */
function restsOn({ call, attempts, nature }: Violation): readonly number[] {
  const [first, second] = attempts;
  const isPair = attempts.length === 2 && second?.ordinal === (first?.ordinal ?? 0) + 1;
  const wholeCall = nature === 'absent' || attempts.length > 1 ? (call?.attempts ?? attempts) : attempts;
  const concerned = isPair && nature === 'wrong' ? attempts.slice(1) : wholeCall;
  return concerned.map(({ entry }) => entry.id);
}

/** The doubts on which a problem depends: what was not done, a request that follows may have done. */
function doubtsOn(problem: Violation, { doubts }: Timeline): readonly Doubt[] {
  const ids = restsOn(problem);
  const [last] = ids.slice(-1);
  const mayFollow = ({ mayEnd }: Doubt) =>
    problem.nature === 'absent' && last !== undefined && mayEnd.has(last);
  return doubts.filter((doubt) => ids.some((id) => doubt.requests.has(id)) || mayFollow(doubt));
}

/** Shares of the groupings for what depends on these doubts: their mean. */
function sharesOf(doubts: readonly Doubt[], count: number, by: 'shares' | 'byEvidence'): readonly number[] {
  if (doubts.length === 0) return Array.from({ length: count }, () => 1 / count);
  return Array.from({ length: count }, (_, k) =>
    doubts.reduce((sum, doubt) => sum + (doubt[by][k] ?? 0) / doubts.length, 0),
  );
}

/**
 * What makes problems of two groupings the same one: its kind, what was met, and the doubts that it rests
 * on. It may be another call there: that one of several equal workers came too early is the same problem
 * whichever it was.
 */
function keyOf(problem: Violation, timeline: Timeline): string {
  const doubts = doubtsOn(problem, timeline).map((doubt) => timeline.doubts.indexOf(doubt));
  const severity = problem.severity === 'advice' ? 'advice' : 'counts';
  return [problem.problem, problem.met, severity, ...doubts].join('\n');
}

/** Doubts of which each is so likely to show the problem add up. */
const addUpFrom = 0.97;

/**
 * The same problem of several doubts that do not depend on each other: that each of them is a mistake of the
 * judge is less likely than of one. A way of the client that makes one unsure makes all so: those stay apart.
 */
function together(weighed: readonly Weighed[], keyOfProblem: (problem: Violation) => string): Weighed[] {
  const kindOf = ({ problem, met }: Violation) => `${problem}\n${met}`;
  const unlikely = new Map<string, Map<string, number>>();
  for (const { problem, likelihood } of weighed) {
    if (likelihood < addUpFrom) continue;
    const kind = unlikely.get(kindOf(problem)) ?? new Map<string, number>();
    unlikely.set(kindOf(problem), kind.set(keyOfProblem(problem), 1 - likelihood));
  }
  return weighed.map(({ problem, likelihood }) => {
    if (likelihood < addUpFrom) return { problem, likelihood };
    const all = [...(unlikely.get(kindOf(problem))?.values() ?? [])];
    return { problem, likelihood: 1 - all.reduce((product, each) => product * each, 1) };
  });
}

/** Likelihood at most of a problem that the client may not be the cause of: it stays open. */
const notByClient = 0.4;

/** Whether the client may have met more faults than the scenario means, and only for that did not succeed. */
export function isMiscounted({ dependsOnFaults }: Violation, { counted }: Timeline): boolean {
  return dependsOnFaults === true && counted === 'otherwise';
}

/**
 * Whether the wall clock was set while the client waited, or before it did what it did not do: a client that
 * goes by that clock cannot be blamed.
 */
export function isOverStep({ attempts, nature }: Violation, { clockSteps }: Timeline): boolean {
  if (clockSteps.length === 0) return false;
  const times = attempts.flatMap(({ at, headAt, endedAt }) => [at, headAt ?? endedAt, endedAt]);
  const from = times.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const until = times.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
  const isEndless = nature === 'absent' || attempts.length < 2;
  return clockSteps.some(({ since, at }) => at >= from && (isEndless || since <= until));
}

/** Weighs the problems that were observed under each grouping. */
export function agreementOn(
  { expectation: { dependsOn } }: Expected,
  seen: readonly [Observation, ...Observation[]],
  timeline: Timeline,
): Agreement {
  const staysOpen = (problem: Violation) =>
    isMiscounted(problem, timeline) || (dependsOn === 'waits' && isOverStep(problem, timeline));
  const [first, ...others] = seen;
  const keysIn = seen.map(({ problems }) => new Set(problems.map((problem) => keyOf(problem, timeline))));
  const weighed = (problem: Violation): Weighed => {
    const key = keyOf(problem, timeline);
    const doubts = doubtsOn(problem, timeline);
    const shareBy = (by: 'shares' | 'byEvidence') =>
      sharesOf(doubts, seen.length, by).reduce(
        (sum, share, k) => (keysIn[k]?.has(key) ? sum + share : sum),
        0,
      );
    const likelihood = Math.min(shareBy('shares'), shareBy('byEvidence'));
    if (!staysOpen(problem)) return { problem, likelihood };
    return { problem, likelihood: Math.min(likelihood, notByClient) };
  };
  const inFirst = together(first.problems.map(weighed), (problem) => keyOf(problem, timeline));
  const known = new Set(keysIn[0]);
  const elsewhere = others.flatMap(({ problems }) =>
    problems.filter((problem) => !known.has(keyOf(problem, timeline))).map(weighed),
  );
  return {
    sure: inFirst.flatMap(({ problem, likelihood }) =>
      likelihood >= sureFrom ? [{ problem, likelihood: 1 }] : [],
    ),
    suspected: inFirst.filter(({ likelihood }) => likelihood < sureFrom && likelihood >= suspectedFrom),
    open: [...inFirst, ...elsewhere].filter(
      ({ likelihood }) => likelihood < suspectedFrom && likelihood >= openFrom,
    ),
  };
}
