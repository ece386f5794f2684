import { z } from 'zod';
import { parseDuration } from '../../lib/units.ts';
import { accountingOf, isCountable, limitShape, maxTokensShape, toNano } from '../schema-limit.ts';
import { limitKind } from './limit-kind.ts';

const budgetForm = /^(\d{1,7}(?:\.\d{1,9})?) USD per ([1-9]\d{0,3}[mhd])$/;
const budgetHint = 'expected an amount in a window, such as 2.50 USD per 5h, per 1d or per 7d';

const shape = z.strictObject({
  ...limitShape,
  budget: z
    .string({ error: budgetHint })
    .regex(budgetForm, budgetHint)
    .refine((text) => isCountable(budgetForm.exec(text)?.[1] ?? ''), budgetHint)
    .describe('2.50 USD per 5h; in any window of that length no more is spent.'),
  accounting: accountingOf('after'),
  maxTokens: maxTokensShape,
});

export const budgets = limitKind({
  name: 'budgets',
  one: 'budget',
  summary: "USD in a rolling window, by the platform's prices; a refusal says when its window passes.",
  shape,
  errors: ['budget-limit-exceeded', 'budget-exceeded'],
  status: null,
  count(part) {
    const { budget = '', accounting = 'after' } = part.fields(shape, ['when']);
    const [, usd = '', window = ''] = budgetForm.exec(budget) ?? [];
    return {
      unit: 'usd',
      amount: toNano(usd),
      perMs: parseDuration(window) ?? 1,
      says: budget,
      algorithm: 'sliding-window',
      accounting,
    };
  },
});
