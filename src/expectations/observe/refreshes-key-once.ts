import { formatCount } from '../../lib/units.ts';
import type { Platform } from '../../model/platform.ts';
import type { RefusalEntry } from '../../model/refusal.ts';
import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { knownAt } from '../../timeline/allowed.ts';
import { describeResult, formatMs } from '../../timeline/describe.ts';
import { keyOf, keysIn } from '../../timeline/keys.ts';
import { pollsOf } from '../../timeline/polling.ts';
import { refusalsOf } from '../../timeline/refusals.ts';
import { resultKey } from '../../timeline/retryability.ts';
import { maxShown, type Violation, wrong } from '../../timeline/violation.ts';

/** With the key that was refused: a key that is read anew may still be the old one, once. */
const allowedAgain = 1;

function entriesOf(refusal: RefusalEntry): readonly string[] {
  return typeof refusal === 'string' ? [refusal] : Object.values(refusal.entries);
}

/** Whether the answer refuses the key itself: a 401, or what the platform says of a key that was revoked. */
function refusesKey({ result }: Attempt, { refusals }: Platform): boolean {
  if (result.kind !== 'error') return false;
  return result.status === 401 || entriesOf(refusals['revoked-key']).includes(result.entry ?? '');
}

/** A call whose key was refused, and what came of it. */
export interface Refused {
  readonly call: Call;
  readonly first: Attempt;
  /** Whether the request came again with a key that had not been refused. */
  readonly then: 'refreshed' | 'same-key' | 'gave-up';
  /** Attempts with a key that had been refused in this call. */
  readonly again: readonly Attempt[];
}

function refusedIn(call: Call, platform: Platform): Refused[] {
  const keys = keysIn(call);
  const dead = new Set<number>();
  const again: Attempt[] = [];
  let first: Attempt | null = null;
  let isRefreshed = false;
  call.attempts.forEach((attempt, index) => {
    const key = keys[index] ?? 0;
    if (dead.has(key)) again.push(attempt);
    else if (first !== null) isRefreshed = true;
    if (!refusesKey(attempt, platform)) return;
    first ??= attempt;
    dead.add(key);
  });
  if (first === null) return [];
  const then = isRefreshed ? 'refreshed' : again.length > 0 ? 'same-key' : 'gave-up';
  return [{ call, first, then, again }];
}

/** Calls whose key was refused. A poll goes on whatever it meets. */
export function refusedCalls(timeline: Timeline): Refused[] {
  const polls = pollsOf(timeline);
  const calls = timeline.calls.filter((call) => !polls.has(call));
  return calls.flatMap((call) => refusedIn(call, timeline.inUse.platform));
}

/** Calls that went on with a key that was refused. */
export function loopsOf(refused: readonly Refused[]): Violation[] {
  return refused
    .filter(({ again }) => again.length > allowedAgain)
    .map(({ call, first, again }) => {
      const times = `${formatCount(again.length, 'further attempt')} with a key that was refused`;
      const says = `after ${describeResult(first.result)}, ${times}; a key is read anew once`;
      const attempts = [first, ...again].slice(0, maxShown);
      return {
        ...wrong,
        problem: 'retried-with-the-old-key',
        met: resultKey(first.result),
        call,
        attempts,
        says,
      };
    });
}

/** New calls with a key that had been refused, as of a service that has cached it. */
export function newCallsOf(timeline: Timeline): Violation[] {
  const { platform } = timeline.inUse;
  const refusals = refusalsOf(timeline, {
    refuses: (attempt) => refusesKey(attempt, platform),
    nameOf: ({ entry }) => keyOf(entry),
    mended: [],
  });
  return refusals
    .flatMap(({ inVain }) => inVain.filter(({ sentAs }) => sentAs === 'new-call'))
    .map(({ call, attempt, known }): Violation => {
      const later = `${formatMs(attempt.at - knownAt(known))} after ${describeResult(known.result)}`;
      const says = `another call began with the same key, ${later}`;
      const met = resultKey(known.result);
      const grade = { ...wrong, severity: 'advice' } as const;
      return { ...grade, problem: 'went-on-with-the-old-key', met, call, attempts: [attempt], says };
    });
}

export function whyOpen(refused: readonly Refused[], problems: readonly Violation[]): string | null {
  const isShown = refused.some(({ then }) => then === 'refreshed');
  if (isShown || refused.length === 0 || problems.some(({ severity }) => severity !== 'advice')) return null;
  return 'no call came again with another key: whether a new one would be read, and once, is not shown';
}

export function describeRefused(refused: readonly Refused[]): string {
  const refreshed = refused.filter(({ then }) => then === 'refreshed').length;
  return `${formatCount(refused.length, 'call')} met a refused key, ${refreshed} came again with another one`;
}
