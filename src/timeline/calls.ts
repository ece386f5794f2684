import type { OutcomeEntry, RequestEntry } from '../model/entry.ts';
import { certainties } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { allowedAfter, knownAt } from './allowed.ts';
import { attemptAlone } from './attempt-alone.ts';
import { groupOf } from './group.ts';
import { type Chain, groupingsOf } from './hypotheses/groupings.ts';
import { type Ways, waysOf } from './hypotheses/ways.ts';
import { isSamePlace } from './place.ts';

type InUseOf = (scenario: string) => PlatformInUse;
type Attempts = [Attempt, ...Attempt[]];

function attemptsOf(chain: Chain, inUseOf: InUseOf): Attempts {
  const attempts: Attempt[] = [];
  let own = 0;
  for (const { entry, changed, certainty } of chain) {
    const inUse = inUseOf(entry.scenario);
    const before = attempts.at(-1);
    const { backoff } = inUse.platform;
    if (before === undefined || !isSamePlace(before.entry, entry)) own = 0;
    const allowed =
      before === undefined ? null : allowedAfter({ attempt: before, backoff, own, next: entry });
    if (allowed?.because === 'backoff') own += 1;
    attempts.push({
      ...attemptAlone(entry, inUse),
      ...{ changed, certainty, ordinal: attempts.length + 1 },
      gapMs: before === undefined ? null : entry.at - knownAt(before),
      allowed,
    });
  }
  return attempts as Attempts;
}

/**
 * Detects retry layers within each other by the SDK's retry count: 0, 1, 2, 0, 1, 2 are an SDK's three
 * attempts, made twice by the code around it. A restart with another model, key or body is no second layer.
 */
function nestedIn(attempts: Attempts): Call['nested'] {
  let [outer, inner, current] = [0, 0, 0];
  let found: Call['nested'] = null;
  let before = attempts[0].entry;
  for (const { entry, changed } of attempts) {
    if (entry.retryCount === null) return null;
    const other = changed.length > 0;
    if (other || !isSamePlace(before, entry) || before.key !== entry.key) [outer, inner, current] = [0, 0, 0];
    const begins = entry.retryCount === 0 || outer === 0;
    if (begins) outer += 1;
    current = begins ? 1 : current + 1;
    inner = Math.max(inner, current);
    if (outer > 1 && inner > 1) found = { inner, outer };
    before = entry;
  }
  return found;
}

function countsOf(counts: readonly (number | null)[]): Call['counts'] {
  if (counts.some((count) => count === null)) return 'none';
  return counts.length > 1 && counts.every((count) => count === 0) ? 'always-zero' : 'sent';
}

/** `NAME#7`, the number that the gateway gave the call; `NAME#7.2`: its second attempt began another one. */
function idOf({ call, attempt, ...entry }: RequestEntry): string {
  return `${groupOf(entry)}#${call}${attempt === 1 ? '' : `.${attempt}`}`;
}

function callOf(chain: Chain, outcomeOf: OutcomeOf, inUseOf: InUseOf): Call {
  const attempts = attemptsOf(chain, inUseOf);
  const counts = attempts.map(({ entry }) => entry.retryCount);
  const least = attempts.reduce((most, { certainty }) => Math.max(most, certainties.indexOf(certainty)), 0);
  return {
    id: idOf(attempts[0].entry),
    attempts,
    certainty: certainties[least] ?? 'unclear',
    signals: [...new Set(attempts.flatMap(({ entry }) => entry.signals))],
    nested: nestedIn(attempts),
    counts: countsOf(counts),
    outcome: outcomeOf((attempts.at(-1) ?? attempts[0]).entry),
  };
}

type OutcomeOf = (last: RequestEntry) => OutcomeEntry | null;

/** An outcome is that of the call which the gateway counted live: it belongs to that one's last attempt. */
function outcomesBy(
  outcomes: ReadonlyMap<string, OutcomeEntry>,
  entries: readonly RequestEntry[],
): OutcomeOf {
  const lasts = new Map<string, RequestEntry>();
  for (const entry of entries) {
    const id = `${groupOf(entry)}#${entry.call}`;
    if ((lasts.get(id)?.attempt ?? 0) < entry.attempt) lasts.set(id, entry);
  }
  return (last) => {
    const id = `${groupOf(last)}#${last.call}`;
    return lasts.get(id) === last ? (outcomes.get(id) ?? null) : null;
  };
}

/** Whether each call has exactly the requests that the gateway counted as one call, too. */
function areCountedAlike(calls: readonly Call[]): boolean {
  const callOfCount = new Map<string, Call>();
  return calls.every((call) => {
    const counts = new Set(call.attempts.map(({ entry }) => `${groupOf(entry)}#${entry.call}`));
    const others = [...counts].filter((count) => callOfCount.has(count));
    for (const count of counts) callOfCount.set(count, call);
    return counts.size === 1 && others.length === 0;
  });
}

/** The plausible groupings of requests into calls, the likeliest first; calls in order of first arrival. */
export function callsOf(
  entries: readonly RequestEntry[],
  outcomes: ReadonlyMap<string, OutcomeEntry>,
  inUseOf: InUseOf,
  ways: Ways = waysOf(entries),
): Pick<Timeline, 'groupings' | 'doubts' | 'counted'> {
  const { groupings, doubts } = groupingsOf({ entries, inUseOf, ways });
  const outcomeOf = outcomesBy(outcomes, entries);
  const [first, ...others] = groupings.map((chains) =>
    chains.map((chain) => callOf(chain, outcomeOf, inUseOf)),
  ) as [Call[], ...Call[][]];
  return { groupings: [first, ...others], doubts, counted: areCountedAlike(first) ? 'alike' : 'otherwise' };
}
