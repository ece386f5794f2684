import type { LimitReading, RuleOutcome } from './decision.ts';
import { describeUsd } from './price.ts';

/** `601 reserved, 399 left` */
export function describeReading({ unit, reserved, remaining }: LimitReading): string {
  const amount = (of: number) => (unit === 'usd' ? describeUsd(of) : String(of));
  const left = `${amount(remaining)} left`;
  return reserved === undefined ? left : `${amount(reserved)} reserved, ${left}`;
}

/** Why a rule did what it did, with what a limit has counted. */
export function describeOutcome({ because, limit }: RuleOutcome): string {
  return limit === undefined ? because : `${because}; ${describeReading(limit)}`;
}
