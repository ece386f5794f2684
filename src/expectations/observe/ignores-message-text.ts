import type { Attempt, AttemptResult, Call, Timeline } from '../../model/timeline.ts';
import { stopOf } from '../../timeline/endings.ts';

/** An error answer, and whether the client retried after it. */
export interface Answered {
  readonly call: Call;
  readonly attempt: Attempt;
  /** Milliseconds until the retry; `null`: there was none. */
  readonly gapMs: number | null;
}

/** Answers with the same error at the same position in a call: with the documented message, and reworded. */
export interface Wordings {
  readonly plain: readonly Answered[];
  readonly reworded: readonly Answered[];
}

function isError({ result }: Attempt): boolean {
  return result.kind === 'error' && result.entry !== null;
}

/** A date is computed from the time of its answer, so two dates are never equal; only the form counts. */
function describeWait(met: AttemptResult): string {
  if (met.kind !== 'error' || met.wait === null) return '';
  return met.wait.form === 'date' ? 'date' : met.wait.says;
}

/**
 * Calls that cannot be distinguished are left out: their retries may be each other's. So are attempts that a
 * stop cut off.
 */
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
 * Whether both wordings came at least twice, and overlap in time. Otherwise a difference may be due to time
 * alone (a budget is used up).
 */
export function tookTurns({ plain, reworded }: Wordings): boolean {
  if (plain.length < 2 || reworded.length < 2) return false;
  const times = [plain, reworded].map((answers) => answers.map(({ attempt }) => attempt.at));
  return mostOf(times.map(leastOf)) <= leastOf(times.map(mostOf));
}

/**
 * If waits do not depend on the wording, 8 and 8 of them separate completely in 2 of 12,870 cases, whatever
 * their jitter.
 */
const enoughWaits = 8;
/**
 * Least distance (ms) between the longest wait of one wording and the shortest of the other; timers are
 * late by less.
 */
const apartMs = 250;

function gapsOf(answers: readonly Answered[]): number[] {
  return answers.flatMap(({ gapMs }) => (gapMs === null ? [] : [gapMs]));
}

function isLonger(gaps: readonly number[], others: readonly number[]): boolean {
  return leastOf(gaps) - mostOf(others) >= apartMs;
}

/** How the client's behaviour differs between the two wordings; `null`: it does not. */
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
