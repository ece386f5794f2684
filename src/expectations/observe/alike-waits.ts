import { byCall, type OwnWait } from '../../timeline/own-waits.ts';
import { oddsLimit, oddsOfCloseDraws } from './odds.ts';

/** If the first `count` waits of a call differ by at most this factor, the waits do not grow. */
export const alikeWaits = { count: 4, factor: 1.1 };

/** The highest false-positive rate is that of decorrelated jitter: 2.3 in 10,000 calls. */
export function areAlike(waits: readonly OwnWait[]): boolean {
  const { count, factor } = alikeWaits;
  const first = waits.slice(0, count).map(({ ms }) => ms);
  return first.length === count && Math.max(...first) <= factor * Math.min(...first);
}

/**
 * Calls with fewer waits are compared together: at least so many, the first ones of each call that waited
 * twice.
 */
const leastTogether = 6;
/**
 * Width of a usual window, that of ±50 %, as a share of its mean. Windows that are narrower are told apart by
 * their growth: in simulated runs at most 5 in 10,000 honest clients draw waits as close as is flagged, with
 * jitter of ±25 % to ±100 % and waits that grow by a third or more.
 */
const usualWidth = 1;
/** A slow machine lengthens single waits: one in this many, the longest, is ignored. */
const oneSlowOf = 8;

/** Waits of several calls that lie closer together than waits that grow can lie by chance. */
export function alikeTogether(waits: readonly OwnWait[]): OwnWait[] {
  const calls = byCall(waits).filter(({ length }) => length > 1);
  const compared = calls.flatMap((call) => call.slice(0, alikeWaits.count));
  if (calls.length < 2 || compared.length < leastTogether) return [];
  const sorted = compared.toSorted((one, other) => one.ms - other.ms);
  const close = sorted.slice(0, sorted.length - Math.floor(sorted.length / oneSlowOf));
  const [least, most] = [close[0]?.ms ?? 0, close.at(-1)?.ms ?? 0];
  const width = usualWidth * ((least + most) / 2);
  return oddsOfCloseDraws(compared.length, close.length, (most - least + 1) / width) < oddsLimit ? close : [];
}
