import type { Timeline } from '../../model/timeline.ts';
import { firstWaitsOf, type OwnWait } from '../../timeline/own-waits.ts';
import type { Ascending } from '../../timeline/times.ts';
import { oddsLimit, oddsOfCloseDraws } from './odds.ts';

/** Shorter gaps (ms) are no deliberate waits: they vary with the machine. */
const minWaitMs = 50;

/**
 * The first wait of each call: later waits are longer because of backoff. Calls that cannot be distinguished
 * are left out, since their waits may be each other's.
 */
export function comparableWaits(timeline: Pick<Timeline, 'calls'>): OwnWait[] {
  return firstWaitsOf(timeline).filter(({ ms, call }) => ms >= minWaitMs && call.certainty !== 'unclear');
}

/**
 * Width of the smallest jitter in use, that of OpenAI's SDKs (0.75 to 1 of a wait), as a share of its mean.
 */
const minWidth = 0.25 / 0.875;
/** A slow machine lengthens single waits: one in this many, the longest, is ignored. */
const oneSlowOf = 8;
/** Both ends of a wait are rounded to milliseconds (ms). */
const roundingMs = 1;

/**
 * Probability that waits with the smallest jitter in use lie as close together as these. Four waits of
 * about 1 s are a violation within 13 ms, eight if all but the longest lie within 48 ms; 2.002, 2.004,
 * 2.003 s show that there is no jitter.
 */
function oddsOfAlikeWaits(least: number, ms: Ascending): number {
  const close = ms.slice(0, ms.length - Math.floor(ms.length / oneSlowOf));
  const most = close.at(-1) ?? least;
  const range = (most - least + roundingMs) / ((most + least) / 2);
  return oddsOfCloseDraws(ms.length, close.length, range / minWidth);
}

/**
 * Between `oddsLimit` and this probability the result is doubtful: the machine may have caused the
 * variation.
 */
const doubtBelow = 1 / 20;

export function likenessOf(least: number, ms: Ascending): 'alike' | 'doubtful' | 'different' {
  const odds = oddsOfAlikeWaits(least, ms);
  if (odds < oddsLimit) return 'alike';
  return odds < doubtBelow ? 'doubtful' : 'different';
}
