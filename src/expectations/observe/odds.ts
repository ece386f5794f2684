/**
 * A client is accused on odds alone where an honest one behaves like that once in 2,000 runs, or less
 * often.
 */
export const oddsLimit = 0.000_5;

/**
 * How often k waits that are drawn evenly from 0 to their windows (full jitter, the honest client that
 * waits the least) come out as short as these, all taken together. `shares` are the waits as shares of
 * their windows; the odds that the product of k even draws is at most p = e⁻ˣ are
 *
 *     e⁻ˣ · Σ xʲ / j!      j from 0 to k − 1
 *
 * so that one short wait proves nothing, and many do, of one call or of several. By logarithms, since the
 * product of a thousand honest shares is too small for a number.
 */
export function oddsOfShortWaits(shares: readonly number[]): number {
  const x = shares.reduce((sum, share) => sum - Math.log(Math.min(1, share)), 0);
  if (x === 0) return 1;
  let [term, odds] = [-x, 0];
  for (let j = 0; j < shares.length; j += 1) {
    odds += Math.exp(term);
    term += Math.log(x / (j + 1));
  }
  return odds;
}

/**
 * How often, of `count` even draws from 0 to 1, the `close` smallest lie within `range` of each other. The
 * distance from the smallest to the jth smallest is distributed as Beta(j − 1, count − j + 2), that is
 *
 *     Σ C(count, i) · rangeⁱ · (1 − range)^(count − i)      i from j − 1 to count
 */
export function oddsOfCloseDraws(count: number, close: number, range: number): number {
  if (range >= 1) return 1;
  let [term, odds] = [count * Math.log(1 - range), 0];
  for (let i = 0; i <= count; i += 1) {
    if (i >= close - 1) odds += Math.exp(term);
    term += Math.log(((count - i) / (i + 1)) * (range / (1 - range)));
  }
  return odds;
}
