import { matchesAny } from '../lib/glob.ts';
import { isPreflight } from '../lib/http.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { RuleState } from './evaluate-rules.ts';

type Candidates = (facts: RequestFacts) => readonly RuleState<RequestFacts>[];

const asksPreflights = ({ when: { method } }: RuleState<RequestFacts>) =>
  method !== undefined && matchesAny(method, 'OPTIONS');

/** A preflight is for the rules that ask for its method: others would spend what is meant for the request. */
export function sparingPreflights(candidates: Candidates): Candidates {
  return (facts) => (isPreflight(facts) ? candidates(facts).filter(asksPreflights) : candidates(facts));
}
