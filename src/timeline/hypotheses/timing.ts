import type { RequestEntry } from '../../model/entry.ts';
import type { EvidenceName } from '../../model/evidence.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import { allowedAfter, toleranceMs } from '../allowed.ts';
import { type AttemptAlone, attemptAlone } from '../attempt-alone.ts';
import { retryabilityOf } from '../retryability.ts';

/** A retry is on time within this share of the wait that was asked for, and at least within so many ms. */
const onTime = { share: 0.05, ms: 250 };

/** Whether a request came when the wait after an attempt was over. */
function waited(attempt: AttemptAlone, to: RequestEntry, { platform }: PlatformInUse): EvidenceName[] {
  const { backoff } = platform;
  const band = allowedAfter({ attempt, backoff, own: 0, next: to });
  if (band === null) return [];
  if (to.at < band.from - toleranceMs) return ['early'];
  if (band.because === 'backoff') return ['after-backoff'];
  const late = to.at - band.from;
  return late <= Math.max(onTime.ms, onTime.share * (band.from - attempt.at)) ? ['on-time'] : [];
}

/** What the result of one request, and the time after it, tell of a retry. */
export function timingOf(from: RequestEntry, to: RequestEntry, inUse: PlatformInUse): EvidenceName[] {
  const attempt = attemptAlone(from, inUse);
  const timing = waited(attempt, to, inUse);
  if (timing.includes('early') || !['transient', 'mid-answer'].includes(retryabilityOf(attempt)))
    return timing;
  return [...timing, 'after-transient'];
}
