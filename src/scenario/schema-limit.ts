import { z } from 'zod';
import { id as idShape } from '../lib/shapes.ts';
import type { LimitKey } from '../model/counted-limit.ts';
import { nanoPerUsd } from '../model/price.ts';
import { errorField } from '../platforms/catalogue.ts';
import { whenShape } from './schema-when.ts';

/** Within it everything is counted in whole numbers, without a rounding, whatever the span. */
export const maxAmount = 100_000_000;

/** Within it no sum of nano-USD is rounded. */
const maxUsd = 1_000_000;

const wholeHint = 'expected a whole number from 1';
export const wholeFrom1 = z.int(wholeHint).min(1, wholeHint).max(maxAmount);

const byHint = 'expected key, model, client, address or header:x-workspace';
const by = z
  .string({ error: byHint })
  .regex(/^(key|model|client|address|header:[!#$%&'*+.^_`|~\w-]+)$/, byHint)
  .transform((text) => text.toLowerCase() as LimitKey);

/** What every kind of limit has. */
export const limitShape = {
  id: idShape.describe('Its name in labels and journal.'),
  when: whenShape
    .exactOptional()
    .describe('Which requests it counts. Default: those for a model, on every surface.'),
  by: z
    .union([by.transform((one) => [one]), z.array(by).min(1)], { error: byHint })
    .default([])
    .describe('Each key, model, client, address or value of a header has a limit of its own. Default: none.'),
  enforce: z.boolean().default(true).describe('false: the journal tells what it would refuse.'),
  error: errorField
    .exactOptional()
    .describe("The platform's error with which it refuses. Default: the one of its kind."),
};

export const accountingOf = (otherwise: string) =>
  z
    .enum(['reserve', 'after'])
    .exactOptional()
    .describe(`Reserved at arrival and settled by what was sent, or charged after. Default: ${otherwise}.`);

export const maxTokensShape = wholeFrom1
  .exactOptional()
  .describe('Tokens reserved for an answer whose request sets no maximum. Default: 4096, assumed.');

/** `2.50` → 2500000000 */
export function toNano(usd: string): number {
  return Math.round(Number(usd) * nanoPerUsd);
}

/** Whether it can be counted: from a thousand-millionth on. */
export const isCountable = (usd: string): boolean => toNano(usd) >= 1 && toNano(usd) <= maxUsd * nanoPerUsd;

export const usdHint = `expected an amount such as 10 USD or 2.50 USD, at most ${maxUsd} USD`;

const usdForm = /^(\d{1,7}(?:\.\d{1,9})?) USD$/;

/** `10 USD`, as nano-USD. */
export const usdAmount = z
  .string({ error: usdHint })
  .regex(usdForm, usdHint)
  .refine((text) => isCountable(usdForm.exec(text)?.[1] ?? ''), usdHint)
  .transform((text) => toNano(usdForm.exec(text)?.[1] ?? ''));
