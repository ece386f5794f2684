import { z } from 'zod';
import { parseDuration } from '../../lib/units.ts';
import type { CountedLimit } from '../../model/counted-limit.ts';
import { accountingOf, limitShape, maxTokensShape } from '../schema-limit.ts';
import { limitKind } from './limit-kind.ts';

const dayMs = 86_400_000;
const quotaForm = /^([1-9]\d{0,11}) (request|token)s? per (day|month|[1-9]\d?\d?d)$/;
const quotaHint =
  'expected an amount in days or a month, such as 1000 requests per day or 5000000 tokens per 30d';
const timeForm = /^([01]\d|2[0-3]):([0-5]\d)$/;
const timeHint = 'expected a time of the day in UTC, in quotes, such as "12:00"';

interface Quota {
  readonly unit: CountedLimit['unit'];
  readonly amount: number;
  readonly perMs: number;
  readonly every: 'spans' | 'month';
  readonly says: string;
}

function toQuota(says: string): Quota {
  const [, amount, unit, span = ''] = quotaForm.exec(says) ?? [];
  return {
    unit: unit === 'token' ? 'tokens' : 'requests',
    amount: Number(amount),
    // A month has a length of its own each time.
    perMs: span === 'month' ? 31 * dayMs : (parseDuration(span) ?? dayMs),
    every: span === 'month' ? 'month' : 'spans',
    says,
  };
}

const shape = z.strictObject({
  ...limitShape,
  quota: z
    .string({ error: quotaHint })
    .regex(quotaForm, quotaHint)
    .transform(toQuota)
    .describe('1000 requests per day; or tokens; per day, month or 30d.'),
  resetsAt: z
    .string({ error: timeHint })
    .regex(timeForm, timeHint)
    .default('00:00')
    .describe('Time of the day in UTC at which its windows begin. Default: "00:00".'),
  accounting: accountingOf('reserve'),
  maxTokens: maxTokensShape,
});

export const quotas = limitKind({
  name: 'quotas',
  one: 'quota',
  summary:
    'Requests or tokens of a workspace in a day, a month or 30 days, which begin at a time of the clock.',
  shape,
  errors: ['quota-exceeded'],
  status: 429,
  count(part) {
    const { quota = toQuota(''), resetsAt = '00:00' } = part.fields(shape, ['when']);
    const [, hours, minutes] = timeForm.exec(resetsAt) ?? [];
    const { every, says, ...counted } = quota;
    if (counted.unit === 'requests')
      for (const name of ['accounting', 'maxTokens'].filter((each) => part.has(each)))
        part.at(name).refuse(`"${name}" says nothing about requests; leave it out`, 'key');
    return {
      ...counted,
      says: `${says}, from ${resetsAt} UTC`,
      calendar: { every, resetsAtMs: (Number(hours) * 60 + Number(minutes)) * 60_000 },
      algorithm: 'calendar-window',
    };
  },
});
