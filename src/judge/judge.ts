import type { Expectation } from '../expectations/expectation.ts';
import type { Judged } from '../model/judgement.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Outcome, Verdict } from '../model/verdict.ts';
import { type Bases, checkOn, findingsOf } from './problems.ts';
import { quoted } from './quoted.ts';
import { standingOf } from './standing.ts';

/** An expectation, its parameters, and why it is judged. */
export interface Expected {
  readonly expectation: Expectation;
  readonly params: unknown;
  readonly by: Verdict['by'];
  /** Whether an inconclusive verdict without a finding is shown. Default: it is. */
  readonly open?: 'shown' | 'hidden';
}

/**
 * What a violation is measured by: the sentence of the platform's contract that fits, else a standard, else
 * the scenario's `expect`.
 */
function basesOf({ expectation, by }: Expected, { inUse: { platform } }: Timeline): Bases {
  const { name, summary, standard } = expectation;
  const scenario = { says: summary, source: by === 'asked' ? "the scenario's own expect" : null };
  const fallback = standard ?? scenario;
  const quote = quoted(platform, name);
  return { platform: (met) => quote(met) ?? fallback, standard: fallback, scenario };
}

const indistinguishable = 'the calls could not be distinguished: send x-badgateway-call with each';
const perhaps = 'only perhaps one call: the bodies differ';
const noOccasion = 'there was no occasion to see it';

/** Problems of calls that cannot be distinguished prove nothing; a verdict never passes without evidence. */
function verdictOf(expected: Expected, timeline: Timeline): Verdict {
  const { expectation, params, by } = expected;
  const { name, summary, fix } = expectation;
  const check = checkOn(expectation, timeline);
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
  const findings = findingsOf(clear, { name, fix, check }, basesOf(expected, timeline), timeline);
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

/** Hides verdicts that were not asked for if there was no occasion for them, or nothing to tell. */
function isWorthShowing({ by, because, outcome, findings }: Verdict, { open }: Expected): boolean {
  if (by === 'always' && because === noOccasion) return false;
  return open !== 'hidden' || outcome !== 'inconclusive' || findings.length > 0;
}

/** Whether a verdict leaves open what had to be shown; advice that was not asked for does not. */
export function leavesOpen({ outcome, by, findings }: Verdict): boolean {
  return outcome === 'inconclusive' && !(by === 'always' && findings.length > 0);
}

/**
 * Any failure fails. Everything that the scenario asks for has to be shown; a scenario that injects faults
 * and asks for nothing needs at least one conclusive expectation of the contract.
 */
function outcomeOf(verdicts: readonly Verdict[], injects: boolean): Outcome {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return 'fail';
  const implied = verdicts.filter(({ by }) => by === 'contract');
  if (verdicts.some((verdict) => !implied.includes(verdict) && leavesOpen(verdict))) return 'inconclusive';
  const asksNothing = verdicts.every(({ by }) => by !== 'asked');
  return asksNothing && injects && implied.every(leavesOpen) ? 'inconclusive' : 'pass';
}

/** Judges one timeline. `injects`: whether its scenario has rules. */
export function judge(
  timeline: Timeline,
  expected: readonly Expected[],
  injects: boolean,
): Pick<Judged, 'timeline' | 'verdicts' | 'outcome'> {
  const verdicts = expected.flatMap((each) => {
    const verdict = verdictOf(each, timeline);
    return isWorthShowing(verdict, each) ? [verdict] : [];
  });
  return { timeline, verdicts, outcome: outcomeOf(verdicts, injects) };
}
