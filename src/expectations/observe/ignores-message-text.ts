import type { Attempt, AttemptResult, Call, Timeline } from '../../model/timeline.ts';
import { stopOf } from '../../timeline/endings.ts';

/** An error, and what its client did about it. */
export interface Answered {
  readonly call: Call;
  readonly attempt: Attempt;
  /** Milliseconds until it asked again; `null`: it did not. */
  readonly gapMs: number | null;
}

/**
 * The same error at the same place of a call, its message as it is and worded otherwise.
 */
export interface Wordings {
  readonly plain: readonly Answered[];
  readonly reworded: readonly Answered[];
}

function isError({ result }: Attempt): boolean {
  return result.kind === 'error' && result.entry !== null;
}

/** Dates are told relative to a head, and are never equal. */
function describeWait(met: AttemptResult): string {
  if (met.kind !== 'error' || met.wait === null) return '';
  return met.wait.form === 'date' ? 'date' : met.wait.says;
}

/** Calls that cannot be told apart do not show who came again, and what was stopped did not decide. */
function answersOf(timeline: Timeline): Answered[] {
  const stopped = stopOf(timeline);
  return timeline.calls
    .filter(({ certainty }) => certainty !== 'unclear')
    .flatMap((call) =>
      call.attempts.flatMap((attempt, index): Answered[] => {
        const next = call.attempts[index + 1];
        if (!isError(attempt) || (next === undefined && stopped(attempt.endedAt))) return [];
        return [{ call, attempt, gapMs: next?.gapMs ?? null }];
      }),
    );
}

export function wordingsOf(timeline: Timeline): Wordings[] {
  const groups = new Map<string, { plain: Answered[]; reworded: Answered[] }>();
  for (const answered of answersOf(timeline)) {
    const { result, ordinal, entry } = answered.attempt;
    const name = [entry.played.error, entry.model, entry.stream, describeWait(result), ordinal].join('\n');
    const group = groups.get(name) ?? { plain: [], reworded: [] };
    groups.set(name, group);
    group[entry.played.reworded === true ? 'reworded' : 'plain'].push(answered);
  }
  return [...groups.values()];
}

const leastOf = (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value));
const mostOf = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value));

/**
 * Whether there are two of each, in turn: what changes with time alone (a budget is used up) looks
 * otherwise.
 */
export function tookTurns({ plain, reworded }: Wordings): boolean {
  if (plain.length < 2 || reworded.length < 2) return false;
  const times = [plain, reworded].map((answers) => answers.map(({ attempt }) => attempt.at));
  return mostOf(times.map(leastOf)) <= leastOf(times.map(mostOf));
}

/** That 8 and 8 waits of the same kind do not mix has odds of 2 in 12,870, whatever their jitter. */
const enoughWaits = 8;
/**
 * Between the longest of the one and the shortest of the other, in milliseconds: more than timers are
 * late.
 */
const apartMs = 250;

function gapsOf(answers: readonly Answered[]): number[] {
  return answers.flatMap(({ gapMs }) => (gapMs === null ? [] : [gapMs]));
}

function isLonger(gaps: readonly number[], others: readonly number[]): boolean {
  return leastOf(gaps) - mostOf(others) >= apartMs;
}

/** What its client did in the one case always and in the other never. */
export function differenceOf({
  plain,
  reworded,
}: Wordings): 'whether it asks again' | 'how long it waits' | null {
  const [gaps, others] = [gapsOf(plain), gapsOf(reworded)];
  const always = (one: readonly number[], all: readonly Answered[]) => one.length === all.length;
  if ((always(gaps, plain) && others.length === 0) || (always(others, reworded) && gaps.length === 0))
    return 'whether it asks again';
  const enough = gaps.length >= enoughWaits && others.length >= enoughWaits;
  return enough && (isLonger(gaps, others) || isLonger(others, gaps)) ? 'how long it waits' : null;
}
