import type { UpstreamFacts } from '../model/facts.ts';
import type { NamedUpstream, Scenario } from '../model/scenario.ts';
import { splitUpstream, type Target } from '../request/target.ts';
import type { AnswerSource, AskedUpstream } from './answer-source.ts';
import { WeightedTurns } from './weighted-turns.ts';

/** What a request asks of its run. */
export interface Asked {
  /** Without the name of the upstream. */
  readonly target: Target;
  /** `null`: the scenario has one upstream, without a name. */
  readonly upstream: UpstreamFacts | null;
  readonly source: AnswerSource;
}

/** The upstreams of a run. */
export interface AskedUpstreams {
  readonly sources: readonly AnswerSource[];
  /** `null`: its URL names an upstream that the scenario does not have. */
  ask(target: Target): Asked | null;
}

type Place = NamedUpstream & { readonly source: AnswerSource };

function askedOf(target: Target, { name, region, source }: Place, by: UpstreamFacts['chosenBy']): Asked {
  return { target, upstream: { name, region, chosenBy: by }, source };
}

/** A URL says which upstream it asks, or it is the turn of one, by weight. */
function askSeveral(places: readonly Place[]): AskedUpstreams['ask'] {
  const turns = new WeightedTurns(places);
  return (given) => {
    const { upstream, target } = splitUpstream(given);
    const by = upstream === null ? 'weight' : 'client';
    const place = upstream === null ? turns.next() : places.find(({ name }) => name === upstream);
    return place === null || place === undefined ? null : askedOf(target, place, by);
  };
}

/** What answers the requests of a run. */
export function createAskedUpstreams(
  { upstream: only, upstreams }: Pick<Scenario, 'upstream' | 'upstreams'>,
  sourceOf: (asked: AskedUpstream) => AnswerSource,
): AskedUpstreams {
  if (upstreams.length === 0) {
    const source = sourceOf({ name: null, options: only });
    return { sources: [source], ask: (target) => ({ target, upstream: null, source }) };
  }
  const places = upstreams.map((each) => ({ ...each, source: sourceOf(each) }));
  return { sources: places.map(({ source }) => source), ask: askSeveral(places) };
}
