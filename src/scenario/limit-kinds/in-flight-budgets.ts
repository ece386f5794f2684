import { z } from 'zod';
import { describeUsd } from '../../model/price.ts';
import { limitShape, maxTokensShape, usdAmount } from '../schema-limit.ts';
import { limitKind } from './limit-kind.ts';

const shape = z.strictObject({
  ...limitShape,
  inFlight: usdAmount.describe('0.50 USD: what may be reserved by the answers that are under way.'),
  maxTokens: maxTokensShape,
});

export const inFlightBudgets = limitKind({
  name: 'in-flight-budgets',
  one: 'in-flight budget',
  summary: 'USD that answers under way may have reserved, prompt and maximum each; their end frees it.',
  shape,
  errors: ['in-flight-budget-exhausted'],
  status: null,
  count(part) {
    const { inFlight = 1 } = part.fields(shape, ['when']);
    const says = `${describeUsd(inFlight)} in answers under way`;
    return { unit: 'usd', amount: inFlight, perMs: 1, says, algorithm: 'concurrency' };
  },
});
