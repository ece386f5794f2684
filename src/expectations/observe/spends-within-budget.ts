import type { Attempt, Timeline } from '../../model/timeline.ts';
import { attemptsOf } from '../../timeline/endings.ts';
import { costOf, formatUsd, thrownAway } from '../../timeline/spending.ts';
import { maxShown, type Violation, wrong } from '../../timeline/violation.ts';

/** What one run of the command, or one label, was charged. */
export interface Spent {
  readonly attempts: readonly Attempt[];
  readonly usd: number;
  /** Answers that came to nothing. */
  readonly thrownAway: readonly Attempt[];
}

/** By run; none where no price is known. */
export function spentIn(timeline: Timeline): Spent[] {
  const byRun = new Map<string, Attempt[]>();
  for (const { attempt } of attemptsOf(timeline)) {
    if (attempt.entry.costUsd === undefined) continue;
    const { label } = attempt.entry;
    byRun.set(label, [...(byRun.get(label) ?? []), attempt]);
  }
  const wasted = new Set(thrownAway(timeline));
  return [...byRun.values()].map((attempts) => {
    return { attempts, usd: costOf(attempts), thrownAway: attempts.filter((each) => wasted.has(each)) };
  });
}

function ofWhich({ thrownAway: wasted }: Spent): string {
  return wasted.length === 0 ? '' : `, ${formatUsd(costOf(wasted))} of it for answers that came to nothing`;
}

/** The attempts that were charged when the budget was used up already, or that used it up. */
function beyondBudget({ attempts }: Spent, budgetUsd: number): readonly Attempt[] {
  const charged = attempts.filter(({ entry }) => (entry.costUsd ?? 0) > 0);
  const inOrder = charged.toSorted((one, other) => one.at - other.at);
  return inOrder.filter((_, index) => costOf(inOrder.slice(0, index + 1)) > budgetUsd);
}

/** Runs that cost more than they may. */
export function overspent(spent: readonly Spent[], budgetUsd: number): Violation[] {
  return spent
    .filter(({ usd }) => usd > budgetUsd)
    .map((run): Violation => {
      const more = `${formatUsd(run.usd - budgetUsd)} more than the ${formatUsd(budgetUsd)} that it may`;
      const says = `a run cost ${formatUsd(run.usd)}${ofWhich(run)}: ${more}`;
      const attempts = beyondBudget(run, budgetUsd).slice(0, maxShown);
      return { ...wrong, problem: 'overspent', met: 'cost', call: null, attempts, says, restsOn: 'scenario' };
    });
}

/** Advice: an answer may come to nothing by a fault of the gateway, or since its reader has read enough. */
export function wasted(spent: readonly Spent[]): Violation[] {
  return spent
    .filter(({ thrownAway }) => thrownAway.length > 0)
    .map((run): Violation => {
      const attempts = run.thrownAway.slice(0, maxShown);
      const says = `a run cost ${formatUsd(run.usd)}${ofWhich(run)}`;
      return {
        ...wrong,
        severity: 'advice',
        problem: 'paid-for-nothing',
        met: 'cost',
        call: null,
        attempts,
        says,
      };
    });
}

export function whyOpen(spent: readonly Spent[], budgetUsd: number | undefined): string | null {
  if (spent.length === 0) return 'no answer had a price that is known';
  return budgetUsd === undefined ? 'the scenario names no budget: spends-within-budget: { usd: 0.5 }' : null;
}

export function describeSpent(spent: readonly Spent[]): string {
  const [first] = spent;
  const most = spent.reduce((all, run) => (all === undefined || run.usd > all.usd ? run : all), first);
  return most === undefined ? '' : `the dearest run cost ${formatUsd(most.usd)}${ofWhich(most)}`;
}
