import type { Log } from '../lib/log.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import { type UnmetRoutes, unmetRoutes } from '../scenario/unmet-routes.ts';
import type { RequestContext, RequestDecision } from './request-context.ts';

/** Most routes and paths of a scenario that are logged. */
const maxLogged = 100;

interface Known {
  /** `null`: its rules can meet every request. */
  readonly unmet: UnmetRoutes | null;
  readonly logged: Set<string>;
}

const placeOf = ({ method, path, route }: RequestFacts) =>
  route === null ? `${method} ${path}` : `${method} ${route.path}`;

/** Tells, once for each route, that requests go to a real upstream which no rule can meet. */
export class UnmetRequests {
  readonly #log: Log;
  readonly #scenarios = new WeakMap<Scenario, Known>();

  constructor(log: Log) {
    this.#log = log;
  }

  decided({ run: { scenario }, source, facts }: RequestContext, { rules }: RequestDecision): void {
    if (source.kind !== 'upstream' || rules.length > 0 || scenario.rules.length === 0) return;
    const { unmet, logged } = this.#of(scenario);
    const place = placeOf(facts);
    if (unmet === null || logged.size >= maxLogged || logged.has(place) || !unmet.includes(facts)) return;
    logged.add(place);
    const says = `no rule can meet ${place}: it goes to the upstream as it is`;
    this.#log.info({ scenario: scenario.name }, says);
  }

  #of(scenario: Scenario): Known {
    const known = this.#scenarios.get(scenario);
    if (known !== undefined) return known;
    const made: Known = { unmet: unmetRoutes(scenario), logged: new Set() };
    this.#scenarios.set(scenario, made);
    return made;
  }
}
