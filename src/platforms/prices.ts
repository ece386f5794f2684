import type { PlatformInUse } from '../model/platform.ts';
import { priceOf } from '../model/price.ts';
import type { Tokens } from '../model/tokens.ts';

/** A USD for 1,000,000 tokens is a thousand nano-USD for each. */
const nanoPerToken = 1_000;

/** What the tokens cost, in whole nano-USD; `null`: the platform has no prices. */
export function costOf(inUse: PlatformInUse, model: string | null, tokens: Tokens): number | null {
  const price = priceOf(inUse.platform.prices, model);
  if (price === null) return null;
  const { prompt, completion } = price;
  const each = (usd: number, count: number) => Math.round(usd * nanoPerToken) * count;
  return each(prompt, tokens.prompt) + each(completion, tokens.completion);
}
