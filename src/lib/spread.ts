import { z } from 'zod';
import type { Distribution } from '../model/pace.ts';
import { duration } from './shapes.ts';

/** A fixed or random length of time, written in one of three forms. */
export const spread = z
  .strictObject({
    for: duration.optional().describe('Always as long.'),
    from: duration.optional().describe('With `to`: anything between, each as likely.'),
    to: duration.optional().describe('See `from`.'),
    median: duration.optional().describe('With `p99` and `cap`: log-normal.'),
    p99: duration.optional().describe('99 of 100 are shorter.'),
    cap: duration.optional().describe('None is longer.'),
  })
  .refine(
    (given) => distributionOf(given) !== null,
    'expected { for }, { from, to } with from <= to, or { median, p99, cap } with 0 < median <= p99 <= cap',
  );

const fields = ['for', 'from', 'to', 'median', 'p99', 'cap'] as const;

type Spread = { readonly [Name in (typeof fields)[number]]?: number | undefined };

/** The distribution that the fields describe; `null`: they match none of the three forms. */
export function distributionOf(given: Spread): Distribution | null {
  const { for: ms, from: fromMs, to: toMs, median: medianMs, p99: p99Ms, cap: capMs } = given;
  const named = fields.filter((name) => given[name] !== undefined).length;
  if (named === 1 && ms !== undefined) return { kind: 'fixed', ms };
  if (named === 2 && fromMs !== undefined && toMs !== undefined && fromMs <= toMs)
    return { kind: 'uniform', fromMs, toMs };
  if (named !== 3 || medianMs === undefined || p99Ms === undefined || capMs === undefined) return null;
  if (medianMs <= 0 || medianMs > p99Ms || p99Ms > capMs) return null;
  return { kind: 'lognormal', medianMs, p99Ms, capMs };
}
