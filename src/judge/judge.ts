import type { Expectation } from '../expectations/expectation.ts';
import type { Judged } from '../model/judgement.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Outcome, Verdict } from '../model/verdict.ts';
import { type Bases, findingsOf } from './problems.ts';
import { standingOf } from './standing.ts';

/** An expectation, its parameters, and why it is judged. */
export interface Expected {
  readonly expectation: Expectation;
  readonly params: unknown;
  readonly by: Verdict['by'];
}

/**
 * What a violation is measured by: the platform's own words, else a standard, else the scenario's `expect`.
 */
function basesOf({ expectation, by }: Expected, { inUse: { platform } }: Timeline): Bases {
  const { name, summary, standard } = expectation;
  const scenario = { says: summary, source: by === 'asked' ? "the scenario's own expect" : null };
  const fallback = standard ?? scenario;
  const demand = platform.contract[name];
  if (demand === undefined) return { platform: fallback, standard: fallback, scenario };
  const source = platform.sources[demand.documented] ?? demand.documented;
  return { platform: { says: demand.says, source }, standard: fallback, scenario };
}

const indistinguishable =
  'the calls could not be distinguished: send x-badgateway-call, or different prompts';
const perhaps = 'only perhaps one call: the bodies differ';
const noOccasion = 'there was no occasion to see it';

/** Problems of calls that cannot be distinguished prove nothing; a verdict never passes without evidence. */
function verdictOf(expected: Expected, timeline: Timeline): Verdict {
  const { expectation, params, by } = expected;
  const { name, summary, fix, check } = expectation;
  const { samples, problems, unclear, says } = expectation.observe(timeline, params);
  const stood = problems.map((problem) => ({ problem, standing: standingOf(problem) }));
  const clear = stood
    .filter(({ standing }) => standing !== 'unclear')
    .map(({ problem, standing }) =>
      standing === 'guess' ? { ...problem, severity: 'advice' as const } : problem,
    );
  const guessed = stood.find(
    ({ standing, problem }) => standing === 'guess' && problem.severity !== 'advice',
  );
  const findings = findingsOf(clear, expectation, basesOf(expected, timeline), timeline);
  const [worst] = findings;
  const verdict = (outcome: Outcome, because: string): Verdict => ({
    ...{ expectation: name, summary, params, by, outcome, because, samples, findings, fix, check },
  });
  if (worst !== undefined && worst.severity !== 'advice') return verdict('fail', worst.says);
  if (clear.length < problems.length) return verdict('inconclusive', indistinguishable);
  if (guessed !== undefined) return verdict('inconclusive', `${guessed.problem.says}; ${perhaps}`);
  if (unclear !== null) return verdict('inconclusive', unclear);
  if (samples === 0) return verdict('inconclusive', noOccasion);
  return verdict('pass', worst === undefined ? says : `${says}; ${worst.says} (advice)`);
}

/** Hides verdicts that were not asked for if there was no occasion for them. */
function isWorthShowing({ by, because }: Verdict): boolean {
  return by !== 'always' || because !== noOccasion;
}

/**
 * Any failure fails. Everything that the scenario asks for has to be shown; a scenario that injects faults
 * and asks for nothing needs at least one conclusive expectation of the contract.
 */
function outcomeOf(verdicts: readonly Verdict[], injects: boolean): Outcome {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return 'fail';
  const implied = verdicts.filter(({ by }) => by === 'contract');
  const open = ({ outcome }: Verdict) => outcome === 'inconclusive';
  if (verdicts.some((verdict) => !implied.includes(verdict) && open(verdict))) return 'inconclusive';
  const asksNothing = verdicts.every(({ by }) => by !== 'asked');
  return asksNothing && injects && implied.every(open) ? 'inconclusive' : 'pass';
}

/** Judges one timeline. `injects`: whether its scenario has rules. */
export function judge(
  timeline: Timeline,
  expected: readonly Expected[],
  injects: boolean,
): Pick<Judged, 'timeline' | 'verdicts' | 'outcome'> {
  const verdicts = expected.map((each) => verdictOf(each, timeline)).filter(isWorthShowing);
  return { timeline, verdicts, outcome: outcomeOf(verdicts, injects) };
}
