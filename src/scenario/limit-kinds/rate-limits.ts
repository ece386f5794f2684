import { z } from 'zod';
import type { Part } from '../../config/validate.ts';
import { algorithms } from '../../limits/index.ts';
import { type CountedLimit, describeAmount, limitSpans } from '../../model/counted-limit.ts';
import { accountingOf, limitShape, maxAmount, maxTokensShape, wholeFrom1 } from '../schema-limit.ts';
import { limitKind } from './limit-kind.ts';

const rateForm = /^([1-9]\d{0,8}) (request|token)s? per (second|minute|hour|day)$/;
const rateHint = 'expected an amount in a span, such as 60 requests per minute or 20000 tokens per hour';

type Rate = Pick<CountedLimit, 'unit' | 'amount' | 'perMs'>;

function toRate(text: string): Rate {
  const [, amount, unit, span] = rateForm.exec(text) ?? [];
  return {
    unit: unit === 'token' ? 'tokens' : 'requests',
    amount: Number(amount),
    perMs: limitSpans[span as keyof typeof limitSpans],
  };
}

const rateShape = z
  .string({ error: rateHint })
  .regex(rateForm, rateHint)
  .refine((text) => toRate(text).amount <= maxAmount, `expected at most ${maxAmount}`)
  .transform(toRate);

const countedInTime = algorithms.filter(({ freed }) => freed === 'by-time').map(({ name }) => name);

const shape = z.strictObject({
  ...limitShape,
  rate: rateShape
    .exactOptional()
    .describe('60 requests per minute; or tokens; per second, minute, hour or day.'),
  concurrent: wholeFrom1
    .exactOptional()
    .describe('In the place of rate: answers that may be under way at the same time.'),
  algorithm: z.enum(countedInTime).exactOptional().describe('How it is counted. Default: continuous-refill.'),
  accounting: accountingOf('reserve'),
  maxTokens: maxTokensShape,
});

const forTime = ['algorithm'] as const;
const forTokens = ['accounting', 'maxTokens'] as const;

/** Refuses keys that have no meaning for what is counted. */
function checkKeys(part: Part, unit: Rate['unit']): void {
  const useless = unit === 'answers' ? [...forTime, ...forTokens] : unit === 'requests' ? forTokens : [];
  for (const name of useless.filter((each) => part.has(each)))
    part.at(name).refuse(`"${name}" says nothing about ${unit}; leave it out`, 'key');
}

export const rateLimits = limitKind({
  name: 'rate-limits',
  one: 'rate limit',
  summary: 'True limits of requests, tokens or answers at a time; Retry-After is the true wait.',
  shape,
  errors: [],
  status: 429,
  count(part) {
    const before = part.refusals;
    const { rate, concurrent, algorithm } = part.fields(shape, ['when']);
    if (part.has('rate') === part.has('concurrent'))
      part.refuse('a rate limit needs "rate" or "concurrent", and only one of them');
    const counted: Rate = rate ?? { unit: 'answers', amount: concurrent ?? 1, perMs: 1 };
    if (part.refusals === before) checkKeys(part, counted.unit);
    const usual = counted.unit === 'answers' ? 'concurrency' : 'continuous-refill';
    return { ...counted, says: describeAmount(counted), algorithm: algorithm ?? usual };
  },
});
