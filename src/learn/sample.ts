import type { Platform, Route } from '../model/platform.ts';
import type { Observation } from './observation.ts';
import { keyOf, type Outcome, outcomeOf } from './outcome.ts';

/** Requests that are told together: of one route, and of one model. */
export interface Group {
  readonly route: string;
  readonly model: string | null;
}

/** One observation in the terms of the platform. */
export interface Sample {
  readonly seen: Observation;
  readonly group: Group;
  readonly groupKey: string;
  readonly outcome: Outcome;
  readonly outcomeKey: string;
  /** Milliseconds to the head; `null`: not known. */
  readonly waitMs: number | null;
}

/** Why observations are not learned from, and how many each. */
export interface LeftOut {
  /** Their path is no route of the platform. */
  readonly otherPath: number;
  /** Their client left before the head, for reasons of its own. */
  readonly clientLeft: number;
  /** Neither their model nor that of no other request is known: a rule for them would meet the others too. */
  readonly noModel: number;
  /** Of models of which there are too many. */
  readonly rareModel: number;
}

/** Most groups that are told apart. */
const maxGroups = 16;

/** The route of a path, which a gateway may have put a prefix in front of; without a path: that of chats. */
function routeOf({ routes }: Platform, path: string | null): Route | undefined {
  if (path === null) return routes.find(({ stub }) => stub === 'chat');
  const fits = routes.filter((route) => !route.path.includes('{') && path.endsWith(route.path));
  return fits.toSorted((one, other) => other.path.length - one.path.length)[0];
}

/** Where the time to the head is not recorded, that of a whole answer is nearly all of its time. */
function waitOf({ firstByteMs, totalMs, stream }: Observation): number | null {
  return firstByteMs ?? (stream === true ? null : totalMs);
}

function counted<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

export interface Samples {
  readonly samples: readonly Sample[];
  readonly leftOut: LeftOut;
}

/** The groups of rules: those of models, and of routes on which no request has a model. */
function keptGroups(all: readonly Sample[]): {
  readonly kept: ReadonlySet<string>;
  readonly named: ReadonlySet<string>;
} {
  const named = new Set(all.flatMap(({ group }) => (group.model === null ? [] : [group.route])));
  const counts = counted(
    all.filter(({ group }) => group.model !== null || !named.has(group.route)),
    ({ groupKey }) => groupKey,
  );
  const largest = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, maxGroups);
  return { kept: new Set(largest.map(([key]) => key)), named };
}

export function samplesOf(observations: readonly Observation[], platform: Platform): Samples {
  let [otherPath, clientLeft] = [0, 0];
  const all = observations.flatMap((seen): Sample[] => {
    const route = routeOf(platform, seen.path);
    if (route === undefined) otherPath += 1;
    const outcome = route === undefined ? null : outcomeOf(seen, platform, route);
    if (route !== undefined && outcome === null) clientLeft += 1;
    if (route === undefined || outcome === null) return [];
    const group = { route: route.name, model: seen.model };
    const groupKey = `${group.route} ${group.model ?? ''}`;
    return [{ seen, group, groupKey, outcome, outcomeKey: keyOf(outcome), waitMs: waitOf(seen) }];
  });
  const { kept, named } = keptGroups(all);
  const samples = all.filter(({ groupKey }) => kept.has(groupKey));
  const noModel = all.filter(({ group }) => group.model === null && named.has(group.route)).length;
  const rareModel = all.length - samples.length - noModel;
  return { samples, leftOut: { otherPath, clientLeft, noModel, rareModel } };
}
