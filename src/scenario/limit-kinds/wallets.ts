import { z } from 'zod';
import { describeUsd } from '../../model/price.ts';
import { accountingOf, limitShape, maxTokensShape, usdAmount } from '../schema-limit.ts';
import { type Counted, limitKind } from './limit-kind.ts';

const shape = z.strictObject({
  ...limitShape,
  balance: usdAmount.describe('10 USD: what is in it at first. No time brings back what was spent.'),
  strict: z
    .boolean()
    .default(true)
    .describe('false: once it is empty the personal wallet pays, and the journal says so. Default: true.'),
  accounting: accountingOf('after'),
  maxTokens: maxTokensShape,
});

export const wallets = limitKind({
  name: 'wallets',
  one: 'wallet',
  summary:
    "USD that are spent by the platform's prices and come back only by a top-up; a refusal names no wait.",
  shape,
  errors: ['org-wallet-empty', 'wallet-empty', 'insufficient-quota'],
  status: null,
  count(part) {
    const { balance = 1, strict = true, accounting = 'after' } = part.fields(shape, ['when']);
    const counted: Counted = {
      ...{ unit: 'usd', amount: balance, perMs: 1, algorithm: 'balance', accounting },
      says: `a balance of ${describeUsd(balance)}`,
    };
    if (strict) return counted;
    return { ...counted, enforcement: 'shadow', passes: 'it is not strict, so the personal wallet pays' };
  },
});
