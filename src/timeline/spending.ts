import { once } from '../lib/once.ts';
import { nanoPerUsd, type Prices, priceOf } from '../model/price.ts';
import type { Attempt, Timeline } from '../model/timeline.ts';
import { attemptsOf, lastOf } from './endings.ts';
import { inVainOf } from './in-vain.ts';

/** Money (USD) of a timeline. `null`: no price is known. */
export interface Spending {
  /** What was charged for all answers. */
  readonly costUsd: number | null;
  /** The part of it for answers that came to nothing: cut, left, asked for twice. */
  readonly wastedUsd: number | null;
  /** An estimate, and not charged: the prompts of requests that could not succeed. */
  readonly inVainUsd: number | null;
}

/** Rounded to what each cost is a whole number of. */
function sumOf(attempts: readonly Attempt[], usdOf: (attempt: Attempt) => number): number {
  return Math.round(attempts.reduce((sum, attempt) => sum + usdOf(attempt), 0) * nanoPerUsd) / nanoPerUsd;
}

const chargedFor = ({ entry }: Attempt) => entry.costUsd ?? 0;

export function costOf(attempts: readonly Attempt[]): number {
  return sumOf(attempts, chargedFor);
}

/** Further answers to one Idempotency-Key, such as those of hedges: the client can use one of them. */
function duplicatesIn(timeline: Pick<Timeline, 'calls'>): ReadonlySet<Attempt> {
  const answered = new Set<string>();
  const duplicates = new Set<Attempt>();
  for (const { attempt } of attemptsOf(timeline)) {
    const { idempotencyKey } = attempt.entry;
    if (idempotencyKey === null || attempt.result.kind !== 'answered') continue;
    if (answered.has(idempotencyKey)) duplicates.add(attempt);
    answered.add(idempotencyKey);
  }
  return duplicates;
}

/**
 * Answers that were charged and came to nothing: not whole, or the client asked again although it was, or a
 * second one to the same question.
 */
export const thrownAway = once((timeline: Pick<Timeline, 'calls'>): readonly Attempt[] => {
  const duplicates = duplicatesIn(timeline);
  return attemptsOf(timeline)
    .filter(({ call, attempt }) => {
      if (chargedFor(attempt) === 0) return false;
      const isUsed = attempt.result.kind === 'answered' && attempt === lastOf(call);
      return !isUsed || duplicates.has(attempt);
    })
    .map(({ attempt }) => attempt);
});

/** Bytes of a request for one token of its prompt: a usual figure for English text. */
const bytesPerToken = 4;
const tokensPerPrice = 1_000_000;

/** What the prompt of a request that was refused, and so not charged, would have cost. */
function promptUsd(attempt: Attempt, prices: Prices): number {
  const { model, bodyBytes } = attempt.entry;
  const price = priceOf(prices, model);
  if (price === null || chargedFor(attempt) > 0) return 0;
  return (((bodyBytes ?? 0) / bytesPerToken) * price.prompt) / tokensPerPrice;
}

export function spendingOf(timeline: Timeline): Spending {
  const attempts = attemptsOf(timeline).map(({ attempt }) => attempt);
  const { prices } = timeline.inUse.platform;
  const inVain = [...inVainOf(timeline)];
  const isPriced = attempts.some(({ entry }) => entry.costUsd !== undefined);
  if (!isPriced) return { costUsd: null, wastedUsd: null, inVainUsd: null };
  return {
    costUsd: costOf(attempts),
    wastedUsd: costOf(thrownAway(timeline)),
    inVainUsd: sumOf(inVain, (attempt) => promptUsd(attempt, prices)),
  };
}

/** `$0.31`, `$0.0004`: at least two digits that count. */
export function formatUsd(usd: number): string {
  if (usd === 0 || usd >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${Number(usd.toPrecision(2)).toFixed(Math.min(9, 1 - Math.floor(Math.log10(usd))))}`;
}
