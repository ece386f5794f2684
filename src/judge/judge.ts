import type { Expectation } from '../expectations/expectation.ts';
import type { Judged } from '../model/judgement.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Outcome, Verdict } from '../model/verdict.ts';
import { type Bases, findingsOf } from './problems.ts';

/** What is expected here, and who says so. */
export interface Expected {
  readonly expectation: Expectation;
  readonly params: unknown;
  readonly by: Verdict['by'];
}

/** By the platform's own words, else by a standard, else because the scenario asks for it. */
function basesOf({ expectation, by }: Expected, { inUse: { platform } }: Timeline): Bases {
  const { name, summary, standard } = expectation;
  const scenario = { says: summary, source: by === 'asked' ? "the scenario's own expect" : null };
  const fallback = standard ?? scenario;
  const demand = platform.contract[name];
  if (demand === undefined) return { platform: fallback, standard: fallback, scenario };
  const source = platform.sources[demand.documented] ?? demand.documented;
  return { platform: { says: demand.says, source }, standard: fallback, scenario };
}

const alikeCalls = 'the calls could not be told apart: send x-badgateway-call, or different prompts';
const noOccasion = 'there was no occasion to see it';

/** What cannot be told apart proves nothing; a verdict never passes on nothing. */
function verdictOf(expected: Expected, timeline: Timeline): Verdict {
  const { expectation, params, by } = expected;
  const { name, summary, fix, check } = expectation;
  const { samples, problems, unclear, says } = expectation.observe(timeline, params);
  const clear = problems.filter(({ call }) => call === null || call.certainty !== 'unclear');
  const findings = findingsOf(clear, expectation, basesOf(expected, timeline), timeline);
  const [worst] = findings;
  const verdict = (outcome: Outcome, because: string): Verdict => ({
    ...{ expectation: name, summary, params, by, outcome, because, samples, findings, fix, check },
  });
  if (worst !== undefined && worst.severity !== 'advice') return verdict('fail', worst.says);
  if (clear.length < problems.length) return verdict('inconclusive', alikeCalls);
  if (unclear !== null) return verdict('inconclusive', unclear);
  if (samples === 0) return verdict('inconclusive', noOccasion);
  return verdict('pass', worst === undefined ? says : `${says}; ${worst.says} (advice)`);
}

/** What nobody asked about, and what could not have been seen. */
function isWorthTelling({ by, because }: Verdict): boolean {
  return by !== 'always' || because !== noOccasion;
}

/**
 * Any failure fails. What the scenario asks for has to be shown; where it asks for nothing and injects
 * something, at least one thing that the contract asks for has to be.
 */
function outcomeOf(verdicts: readonly Verdict[], injects: boolean): Outcome {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return 'fail';
  const implied = verdicts.filter(({ by }) => by === 'contract');
  const open = ({ outcome }: Verdict) => outcome === 'inconclusive';
  if (verdicts.some((verdict) => !implied.includes(verdict) && open(verdict))) return 'inconclusive';
  const asksNothing = verdicts.every(({ by }) => by !== 'asked');
  return asksNothing && injects && implied.every(open) ? 'inconclusive' : 'pass';
}

/** The verdicts on one timeline. `injects`: whether its scenario has rules. */
export function judge(
  timeline: Timeline,
  expected: readonly Expected[],
  injects: boolean,
): Pick<Judged, 'timeline' | 'verdicts' | 'outcome'> {
  const verdicts = expected.map((each) => verdictOf(each, timeline)).filter(isWorthTelling);
  return { timeline, verdicts, outcome: outcomeOf(verdicts, injects) };
}
