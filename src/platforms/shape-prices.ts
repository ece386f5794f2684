import { z } from 'zod';
import { documented } from './shape-headers.ts';

const usd = z
  .number()
  .min(0)
  .max(1_000_000)
  .refine((price) => Math.abs(price * 1_000 - Math.round(price * 1_000)) < 1e-6, {
    error: 'expected USD with at most three decimals, so that a token costs whole thousand-millionths',
  });

const price = z.strictObject({
  prompt: usd,
  completion: usd.default(0).describe('Default: 0, as for embeddings.'),
  documented,
});

export const pricesShape = z
  .record(z.string().min(1), price)
  .default({})
  .describe('Model → USD for 1,000,000 tokens of prompt and of completion; default: any other model.');
