import { formatCount } from '../../lib/units.ts';
import type { Platform } from '../../model/platform.ts';
import type { Attempt, Timeline } from '../../model/timeline.ts';
import { describeResult, formatWait } from '../../timeline/describe.ts';
import { attemptsOf } from '../../timeline/endings.ts';
import { isSameModel } from '../../timeline/retries.ts';
import { resultKey, retryabilityOf } from '../../timeline/retryability.ts';
import { absent, type Violation } from '../../timeline/violation.ts';

/** When refusals of a model have lasted; `null`: only the other of both says it. */
export interface Patience {
  readonly afterMs: number | null;
  readonly refusals: number | null;
}

/** Fewer refusals than this do not last, however far they are apart. */
const leastRefusals = 3;

/** Refusals of one model, with fewer than half as many answers between them. */
export interface Streak {
  readonly first: Attempt;
  /** The refusal by which they have lasted; `null`: they have not. */
  readonly lasting: Attempt | null;
  readonly refused: number;
  /**
   * `shed`: a smaller model was asked. `stayed`: the model was asked again and refused. `elsewhere`: so it
   * was, and only models that are no smaller were asked besides. `open`: neither was seen.
   */
  readonly then: 'shed' | 'stayed' | 'elsewhere' | 'open';
  readonly elsewhere: string | null;
}

function isRefused(attempt: Attempt): boolean {
  const { result } = attempt;
  return result.kind === 'error' && result.status === 429 && retryabilityOf(attempt) === 'transient';
}

/** Of a model that the platform's file names a price of; `null`: not known. */
function priceOf({ prices }: Platform, model: string): number | null {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
  return price === undefined ? null : price.prompt + price.completion;
}

/** The price tells which model is smaller; where it is not known, any other one may be. */
function isSmaller(other: string, model: string, platform: Platform): boolean {
  const kindOf = (name: string) => platform.models.find(({ id }) => id === name)?.kind ?? null;
  const [kind, own] = [kindOf(other), kindOf(model)];
  if (kind !== null && own !== null && kind !== own) return false;
  const [price, ownPrice] = [priceOf(platform, other), priceOf(platform, model)];
  return price === null || ownPrice === null || price < ownPrice;
}

interface Run {
  readonly refusals: readonly [Attempt, ...Attempt[]];
}

/** Splits the requests of one model where answers outweigh: then the limit lets it through. */
function runsOf(attempts: readonly Attempt[]): Run[] {
  const runs: [Attempt, ...Attempt[]][] = [];
  let [current, answers]: [[Attempt, ...Attempt[]] | null, number] = [null, 0];
  for (const attempt of attempts) {
    if (isRefused(attempt)) {
      if (current !== null) current.push(attempt);
      else {
        current = [attempt];
        runs.push(current);
      }
    } else if (current !== null && attempt.result.kind === 'answered') {
      answers += 1;
      if (answers * 2 > current.length) [current, answers] = [null, 0];
    }
  }
  return runs.map((refusals) => ({ refusals }));
}

function lastingIn({ refusals }: Run, { afterMs, refusals: enough }: Patience): Attempt | null {
  const [first] = refusals;
  const found = refusals.find((attempt, index) => {
    const lasts = afterMs !== null && index + 1 >= leastRefusals && attempt.at - first.at >= afterMs;
    return lasts || (enough !== null && index + 1 >= enough);
  });
  return found ?? null;
}

function streakOf(run: Run, all: readonly Attempt[], platform: Platform, patience: Patience): Streak {
  const { refusals } = run;
  const [first] = refusals;
  const lasting = lastingIn(run, patience);
  const model = first.entry.model ?? '';
  const others = all.filter((each) => {
    return each.at > first.at && each.entry.model !== null && !isSameModel(each.entry, first.entry);
  });
  const shed = others.some(({ entry }) => isSmaller(entry.model ?? '', model, platform));
  const again = lasting !== null && refusals.at(-1) !== lasting;
  const elsewhere = others.at(-1)?.entry.model ?? null;
  const then = shed ? 'shed' : !again ? 'open' : elsewhere === null ? 'stayed' : 'elsewhere';
  return { first, lasting, refused: refusals.length, then, elsewhere };
}

/** The refusals of each model that was asked. */
export function streaksOf(timeline: Timeline, patience: Patience): Streak[] {
  const all = attemptsOf(timeline)
    .map(({ attempt }) => attempt)
    .toSorted((one, other) => one.at - other.at);
  const byModel = new Map<string, Attempt[]>();
  for (const attempt of all) {
    const model = attempt.entry.model?.toLowerCase();
    if (model !== undefined) byModel.set(model, [...(byModel.get(model) ?? []), attempt]);
  }
  return [...byModel.values()].flatMap((attempts) =>
    runsOf(attempts).map((run) => streakOf(run, all, timeline.inUse.platform, patience)),
  );
}

/** A figure that the scenario gives is asked for; the usual one is advice. */
export function violationOfStreak(streak: Streak, severity: 'error' | 'advice'): Violation[] {
  const { first, lasting, refused, then, elsewhere } = streak;
  if (lasting === null || then === 'shed' || then === 'open') return [];
  const met = `${first.entry.model} met ${describeResult(first.result)}`;
  const lasted = `${formatCount(refused, 'time')}, for ${formatWait(lasting.at - first.at)} and longer`;
  const rest =
    then === 'stayed' ? 'no smaller model was asked' : `${elsewhere}, which is no smaller one, was asked`;
  const problem = then === 'stayed' ? 'never-shed-load' : 'shed-to-no-smaller-model';
  return [
    {
      ...{ ...absent, severity, problem, met: resultKey(first.result), call: null },
      attempts: [first, lasting],
      says: `${met} ${lasted}; ${rest}`,
    },
  ];
}

/** Why nothing shows whether it would ask a smaller model. */
export function whyOpen(streaks: readonly Streak[]): string {
  if (streaks.length === 0) return 'no model was refused by a rate limit';
  const lasted = streaks.some(({ lasting }) => lasting !== null);
  return lasted
    ? 'the model was not asked again once its refusals had lasted'
    : `no refusals lasted: ${streaks.map(({ refused }) => refused).join(', ')} of a model in a row`;
}
