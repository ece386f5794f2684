import type { PlatformInUse } from '../model/platform.ts';
import type { Price } from '../model/price.ts';
import type { Tokens } from '../model/tokens.ts';

/** Money is counted in whole thousand-millionths of a USD, so that no sum hangs on a rounding. */
export const nanoPerUsd = 1_000_000_000;

/** A USD for 1,000,000 tokens is a thousand nano-USD for each. */
const nanoPerToken = 1_000;

/** `null`: the platform has no prices. */
function priceOf({ platform: { prices } }: PlatformInUse, model: string | null): Price | null {
  const own = model !== null && Object.hasOwn(prices, model) ? prices[model] : undefined;
  return own ?? prices['default'] ?? null;
}

/** What the tokens cost, in whole nano-USD; `null`: the platform has no prices. */
export function costOf(inUse: PlatformInUse, model: string | null, tokens: Tokens): number | null {
  const price = priceOf(inUse, model);
  if (price === null) return null;
  const { prompt, completion } = price;
  const each = (usd: number, count: number) => Math.round(usd * nanoPerToken) * count;
  return each(prompt, tokens.prompt) + each(completion, tokens.completion);
}

/** 2500000000 → `2.5 USD` */
export function describeUsd(nano: number): string {
  return `${nano / nanoPerUsd} USD`;
}
