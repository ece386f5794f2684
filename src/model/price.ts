/** USD for 1,000,000 tokens; of a token whole thousand-millionths. */
export interface Price {
  readonly prompt: number;
  readonly completion: number;
  /** Field → id of the source that states it; one that is not named is assumed. */
  readonly documented: Readonly<Record<string, string>>;
}

/** Money is counted in whole thousand-millionths of a USD, so that no sum hangs on a rounding. */
export const nanoPerUsd = 1_000_000_000;

/** By model; that of `default` is for all others. */
export type Prices = Readonly<Record<string, Price>>;

/** `null`: there are no prices. */
export function priceOf(prices: Prices, model: string | null): Price | null {
  const own = model !== null && Object.hasOwn(prices, model) ? prices[model] : undefined;
  return own ?? prices['default'] ?? null;
}

/** 2500000000 → `2.5 USD` */
export function describeUsd(nano: number): string {
  return `${nano / nanoPerUsd} USD`;
}
