import { matchesAny } from '../lib/glob.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Rule, Scenario, When } from '../model/scenario.ts';
import { alwaysOf } from './every-request.ts';
import { routesOf } from './routes-of.ts';

type Place = Pick<When, 'surface' | 'route' | 'method' | 'path'>;

function placeOf({ when: { surface, route, method, path } }: Rule): Place {
  return {
    ...(surface === undefined ? {} : { surface }),
    ...(route === undefined ? {} : { route }),
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
  };
}

function meets(place: Place, { surface, route, method, path }: RequestFacts): boolean {
  const onRoute = place.route === undefined || (route !== null && matchesAny(place.route, route.name));
  const there = matchesAny(place.surface, surface) && matchesAny(place.path, path);
  return onRoute && there && matchesAny(place.method, method);
}

/** Of the requests in front of a real upstream, those that no rule can meet, whatever else they say. */
export interface UnmetRoutes {
  /** Names of routes of the platform. */
  readonly routes: readonly string[];
  /** Whether a rule can meet a path that is no route of the platform. */
  readonly otherPaths: 'met' | 'unmet';
  includes(facts: RequestFacts): boolean;
}

/** `null`: there are no rules for requests, some rule can meet every path, or the stub answers. */
export function unmetRoutes(scenario: Scenario): UnmetRoutes | null {
  const rules = scenario.rules.filter(({ subject }) => subject === 'request');
  if (rules.length === 0 || alwaysOf(scenario) === 'every known route') return null;
  const places = rules.map(placeOf);
  if (places.some((place) => Object.keys(place).length === 0)) return null;
  const { platform } = scenario.inUse;
  const met = new Set(places.flatMap((place) => routesOf(place, platform)));
  return {
    routes: platform.routes.filter((route) => !met.has(route)).map(({ name }) => name),
    otherPaths: places.some(({ route }) => route === undefined) ? 'met' : 'unmet',
    includes: (facts) => !places.some((place) => meets(place, facts)),
  };
}

/** In a sentence; `null`: there are none. */
export function describeUnmet(scenario: Scenario): string | null {
  const unmet = unmetRoutes(scenario);
  if (unmet === null) return null;
  const { routes, otherPaths } = unmet;
  const named = routes.length === 0 ? [] : [`the routes ${routes.join(', ')}`];
  const others = otherPaths === 'met' ? [] : [`paths that ${scenario.inUse.platform.name} does not list`];
  const all = [...named, ...others];
  if (all.length === 0) return null;
  return `no rule can meet ${all.join(', nor ')}: they go to the upstream as they are`;
}
