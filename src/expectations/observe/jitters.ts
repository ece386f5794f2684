import type { Timeline } from '../../model/timeline.ts';
import { firstWaitsOf, type OwnWait } from '../../timeline/own-waits.ts';
import type { Ascending } from '../../timeline/times.ts';
import { oddsLimit, oddsOfCloseDraws } from './odds.ts';

/** Below this, in milliseconds, it is no wait, and what varies is the machine. */
const minWaitMs = 50;

/**
 * First waits, one of each call: later ones of a call are longer for another reason. Calls that cannot be
 * told apart are left out, since their waits may be each other's.
 */
export function comparableWaits(timeline: Pick<Timeline, 'calls'>): OwnWait[] {
  return firstWaitsOf(timeline).filter(({ ms, call }) => ms >= minWaitMs && call.certainty !== 'unclear');
}

/** The least jitter that is in use, that of OpenAI's SDKs: 0.75 to 1 of a wait, as a share of its middle. */
const minWidth = 0.25 / 0.875;
/** A slow machine lengthens waits: of so many the longest one is not looked at. */
const oneSlowOf = 8;
/** Both ends of a wait are rounded to milliseconds. */
const roundingMs = 1;

/**
 * How often waits with the least jitter in use are as much alike as these. Four waits of about 1 s are
 * accused when they lie within 13 ms, eight when all but the longest lie within 48 ms; 2.002, 2.004, 2.003
 * s are the sign of none.
 */
function oddsOfAlikeWaits(least: number, ms: Ascending): number {
  const close = ms.slice(0, ms.length - Math.floor(ms.length / oneSlowOf));
  const most = close.at(-1) ?? least;
  const range = (most - least + roundingMs) / ((most + least) / 2);
  return oddsOfCloseDraws(ms.length, close.length, range / minWidth);
}

/** Waits that such a client has in fewer than 1 of 20 runs may be varied by the machine alone. */
const doubtBelow = 1 / 20;

export function likenessOf(least: number, ms: Ascending): 'alike' | 'doubtful' | 'different' {
  const odds = oddsOfAlikeWaits(least, ms);
  if (odds < oddsLimit) return 'alike';
  return odds < doubtBelow ? 'doubtful' : 'different';
}
