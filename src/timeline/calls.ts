import type { OutcomeEntry, RequestEntry } from '../model/entry.ts';
import { certainties } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Attempt, Call } from '../model/timeline.ts';
import { allowedAfter, knownAt } from './allowed.ts';
import { continued, groupOf } from './continued.ts';
import { faultsOf, resultOf } from './result.ts';

export { groupOf } from './continued.ts';

type InUseOf = (scenario: string) => PlatformInUse;
type Attempts = [Attempt, ...Attempt[]];

/** `null` if the journal has dropped the call's first attempts: its beginning is unknown. */
function attemptsOf(entries: readonly RequestEntry[], inUseOf: InUseOf): Attempts | null {
  const sorted = entries.toSorted((a, b) => a.attempt - b.attempt);
  if (sorted[0]?.attempt !== 1) return null;
  const attempts: Attempt[] = [];
  let own = 0;
  for (const entry of sorted) {
    const inUse = inUseOf(entry.scenario);
    const before = attempts.at(-1);
    const { backoff } = inUse.platform;
    if (before?.entry.model !== entry.model) own = 0;
    const allowed =
      before === undefined ? null : allowedAfter({ attempt: before, backoff, own, model: entry.model });
    if (allowed?.because === 'backoff') own += 1;
    attempts.push({
      entry,
      ordinal: attempts.length + 1,
      at: entry.at,
      headAt: entry.played.headAt,
      endedAt: entry.at + entry.tookMs,
      result: resultOf(entry, inUse),
      faults: faultsOf(entry),
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
  for (const { entry } of attempts) {
    if (entry.retryCount === null) return null;
    const other = (entry.changed ?? []).length > 0;
    if (other || before.model !== entry.model || before.key !== entry.key)
      [outer, inner, current] = [0, 0, 0];
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

/** Calls that some request resembles which was given to another one. */
function resembled(entries: readonly RequestEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => (entry.others ?? []).map((call) => `${groupOf(entry)}#${call}`)));
}

function callOf(id: string, attempts: Attempts, lacking: ReadonlySet<string>): Omit<Call, 'outcome'> {
  const counts = attempts.map(({ entry }) => entry.retryCount);
  const least = attempts.reduce((most, { entry }) => Math.max(most, certainties.indexOf(entry.certainty)), 0);
  return {
    id,
    attempts,
    certainty: certainties[least] ?? 'unclear',
    mayLack: attempts.some(({ entry }) => lacking.has(`${groupOf(entry)}#${entry.call}`)),
    signals: [...new Set(attempts.flatMap(({ entry }) => entry.signals))],
    nested: nestedIn(attempts),
    counts: countsOf(counts),
  };
}

/**
 * Groups requests into calls, in order of their first arrival. A first attempt with a retry count of 0 that
 * came too early for its SDK continues an earlier call if that SDK never counts: the application retries.
 */
export function callsOf(
  entries: readonly RequestEntry[],
  outcomes: ReadonlyMap<string, OutcomeEntry>,
  inUseOf: InUseOf,
): Call[] {
  const groups = new Map<string, RequestEntry[]>();
  for (const [id, entry] of continued(entries)) {
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [entry]);
    else group.push(entry);
  }
  const lacking = resembled(entries);
  const calls: Call[] = [];
  for (const [id, group] of groups) {
    const attempts = attemptsOf(group, inUseOf);
    if (attempts !== null) {
      calls.push({ ...callOf(id, attempts, lacking), outcome: outcomes.get(id) ?? null });
    }
  }
  return calls.sort((a, b) => a.attempts[0].at - b.attempts[0].at);
}
