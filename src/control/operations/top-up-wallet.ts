import { z } from 'zod';
import { operation } from '../operation.ts';
import { scopeOf, scopeShape } from '../shapes.ts';

/** So that what is counted in thousand-millionths stays a number that is exact. */
const maxUsd = 1_000_000;

export const topUpWallet = operation({
  name: 'topUpWallet',
  summary: 'Puts USD into a wallet, on top of what is left of it',
  method: 'post',
  path: '/wallet',
  input: z.strictObject({
    ...scopeShape,
    id: z.string().min(1).describe('Id of the wallet.'),
    usd: z.coerce
      .number<number | string>()
      .min(1e-9)
      .max(maxUsd)
      .describe('What is put in; fractions down to 0.000000001.'),
    key: z.string().exactOptional().describe('As it is sent or as it is listed. Absent: every key in use.'),
  }),
  body: '*',
  output: z.strictObject({
    id: z.string(),
    usd: z.number(),
    keys: z.int().describe('Keys whose wallet was topped up.'),
  }),
  command: { name: 'top-up', argument: 'id' },
  async effect({ id, usd, key = null, ...scope }, { steering }) {
    const keys = await steering.topUp(scopeOf(scope), { limit: id, usd, key });
    return { id, usd, keys };
  },
});
