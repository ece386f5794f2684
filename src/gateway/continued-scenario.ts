import { isSame } from '../lib/same.ts';
import type { Scenario } from '../model/scenario.ts';

/** What of a scenario file a part is read from; `null`: nothing of its own. */
const keys: Readonly<Record<keyof Scenario, string | null>> = {
  ...{ name: null, file: null, seedDrawn: null, rules: null, countedLimits: null },
  ...{ title: 'scenario', inUse: 'platform', upstream: 'upstream', upstreams: 'upstreams' },
  ...{ record: 'record', seed: 'seed', stages: 'stages', admission: 'keys, allowlists or replicas' },
  ...{ blastRadius: 'blastRadius', expect: 'expect', excused: 'expect', repetitions: 'repetitions' },
  ...{
    overrides: 'overrides',
    versions: 'http2',
    cors: 'cors',
    ignored: 'calls',
    stub: 'stub',
    limits: 'limits',
  },
};

interface Named {
  readonly id: string;
}

/** Each that means what the one of its id has meant is that very object. */
function continuedList<Item extends Named>(before: readonly Item[], read: readonly Item[]): readonly Item[] {
  const known = new Map(before.map((item) => [item.id, item]));
  const items = read.map((item) => {
    const old = known.get(item.id);
    return old !== undefined && isSame(old, item) ? old : item;
  });
  const isUnchanged = items.length === before.length && items.every((item, at) => item === before[at]);
  return isUnchanged ? before : items;
}

/**
 * The version of a scenario that was read, in which every part that means what it has meant is the very
 * object of the version before: so what goes on and what begins anew is found by comparing objects.
 */
export function continued(before: Scenario, read: Scenario): Scenario {
  const parts = Object.entries(read).map(([key, part]) => {
    const old = before[key as keyof Scenario];
    return [key, isSame(old, part) ? old : part];
  });
  return {
    ...(Object.fromEntries(parts) as Scenario),
    rules: continuedList(before.rules, read.rules),
    countedLimits: continuedList(before.countedLimits, read.countedLimits),
  };
}

/** `rule "a"`, `rules "a", "b"`. */
function namesOf(noun: string, items: readonly Named[]): string {
  const ids = items.map(({ id }) => JSON.stringify(id)).join(', ');
  return `${noun}${items.length === 1 ? '' : 's'} ${ids}`;
}

interface Lists {
  readonly before: readonly Named[];
  readonly now: readonly Named[];
}

/** `rule "a" changed`, `rules "b", "c" added`, `rule "d" removed`. */
function listChanges(noun: string, { before, now }: Lists): string[] {
  const [old, ids] = [new Set(before.map(({ id }) => id)), new Set(now.map(({ id }) => id))];
  const fresh = now.filter((item) => !before.includes(item));
  const kinds = {
    changed: fresh.filter(({ id }) => old.has(id)),
    added: fresh.filter(({ id }) => !old.has(id)),
    removed: before.filter(({ id }) => !ids.has(id)),
  };
  const said = Object.entries(kinds).flatMap(([what, items]) =>
    items.length === 0 ? [] : [`${namesOf(noun, items)} ${what}`],
  );
  return said.length === 0 && before !== now ? [`${noun}s in another order`] : said;
}

function goingOn(noun: string, verb: string, { before, now }: Lists): string[] {
  const kept = now.filter((item) => before.includes(item));
  return kept.length === 0 ? [] : [`${verb} of ${namesOf(noun, kept)} goes on`];
}

/** What another version of a scenario changes, and what goes on; `null`: it means the same. */
export function describeReload(before: Scenario, now: Scenario): string | null {
  const parts = Object.entries(keys).flatMap(([part, key]) =>
    key !== null && before[part as keyof Scenario] !== now[part as keyof Scenario] ? [key] : [],
  );
  const rules = { before: before.rules, now: now.rules };
  const limits = { before: before.countedLimits, now: now.countedLimits };
  const others = parts.length === 0 ? [] : [`${[...new Set(parts)].join(', ')} changed`];
  const changes = [...listChanges('rule', rules), ...listChanges('limit', limits), ...others];
  if (changes.length === 0) return null;
  const kept = [...goingOn('rule', 'the counting', rules), ...goingOn('limit', 'the usage', limits)];
  return [...changes, ...kept].join('; ');
}
