import { z } from 'zod';
import { algorithms } from '../limits/index.ts';
import { type LimitKey, limitSpans, type RateLimit } from '../model/rate-limit.ts';
import { whenShape } from './schema-when.ts';

const rateForm = /^([1-9]\d{0,8}) (request|token)s? per (second|minute|hour|day)$/;
const rateHint = 'expected an amount in a span, such as 60 requests per minute or 20000 tokens per hour';

/** Within it everything is counted in whole numbers, without a rounding, whatever the span. */
const maxAmount = 100_000_000;

type Rate = Pick<RateLimit, 'unit' | 'amount' | 'perMs'>;

function toRate(text: string): Rate {
  const [, amount, unit, span] = rateForm.exec(text) ?? [];
  return {
    unit: unit === 'token' ? 'tokens' : 'requests',
    amount: Number(amount),
    perMs: limitSpans[span as keyof typeof limitSpans],
  };
}

const rate = z
  .string({ error: rateHint })
  .regex(rateForm, rateHint)
  .refine((text) => toRate(text).amount <= maxAmount, `expected at most ${maxAmount}`)
  .transform(toRate);

const byHint = 'expected key, model, client, address or header:x-workspace';
const by = z
  .string({ error: byHint })
  .regex(/^(key|model|client|address|header:[!#$%&'*+.^_`|~\w-]+)$/, byHint)
  .transform((text) => text.toLowerCase() as LimitKey);

const countedInTime = algorithms.filter(({ freed }) => freed === 'by-time').map(({ name }) => name);

export const rateLimitShape = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*$/, 'expected an id of letters, digits, "-", "_" and "."')
    .describe('Its name in labels and journal.'),
  rate: rate.exactOptional().describe('60 requests per minute; or tokens; per second, minute, hour or day.'),
  concurrent: z
    .int('expected a whole number from 1')
    .min(1, 'expected a whole number from 1')
    .max(maxAmount)
    .exactOptional()
    .describe('In the place of rate: answers that may be under way at the same time.'),
  when: whenShape
    .exactOptional()
    .describe('Which requests it counts. Default: those for a model, on every surface.'),
  by: z
    .union([by.transform((one) => [one]), z.array(by).min(1)], { error: byHint })
    .default([])
    .describe('Each key, model, client, address or value of a header has a limit of its own. Default: none.'),
  algorithm: z.enum(countedInTime).exactOptional().describe('How it is counted. Default: continuous-refill.'),
  accounting: z
    .enum(['reserve', 'after'])
    .exactOptional()
    .describe(
      'Tokens: reserved at arrival and settled by what was sent, or charged after. Default: reserve.',
    ),
  maxTokens: z
    .int('expected a whole number from 1')
    .min(1, 'expected a whole number from 1')
    .max(maxAmount)
    .exactOptional()
    .describe('Tokens reserved for an answer whose request sets no maximum. Default: 4096, assumed.'),
  enforce: z.boolean().default(true).describe('false: the journal tells what it would refuse.'),
  error: z
    .union([z.string(), z.int().min(400).max(599)], { error: 'expected the name of an error, or a status' })
    .default(429)
    .describe("The platform's error with which it refuses. Default: its 429."),
});
