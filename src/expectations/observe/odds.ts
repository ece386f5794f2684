/**
 * A statistical check fails a client only where a well-behaved one would look like this in at most 1 of
 * 2,000 runs.
 */
export const oddsLimit = 0.000_5;

/**
 * Probability that k waits with full jitter (drawn evenly from 0 to their windows: the correct client with
 * the shortest waits) are as short as these, taken together. `shares` are the waits as shares of their
 * windows; the probability that the product of k even draws is at most p = e⁻ˣ is
 *
 *     e⁻ˣ · Σ xʲ / j!      j from 0 to k − 1
 *
 * so that one short wait proves nothing and many do, whether of one call or of several. Computed with
 * logarithms, since the product of a thousand shares underflows.
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
 * Probability that, of `count` even draws from 0 to 1, the `close` smallest lie within `range` of each
 * other. The distance from the smallest to the jth smallest has the distribution Beta(j − 1, count − j +
 * 2), that is
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
