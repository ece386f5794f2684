import type { RequestEntry } from '../model/entry.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Attempt } from '../model/timeline.ts';
import { faultsOf, resultOf } from './result.ts';

/** What is known of an attempt whatever call it belongs to. */
export type AttemptAlone = Omit<Attempt, 'ordinal' | 'gapMs' | 'allowed' | 'changed' | 'certainty'>;

export function attemptAlone(entry: RequestEntry, inUse: PlatformInUse): AttemptAlone {
  return {
    entry,
    at: entry.at,
    headAt: entry.played.headAt,
    endedAt: entry.at + entry.tookMs,
    result: resultOf(entry, inUse),
    faults: faultsOf(entry),
  };
}
