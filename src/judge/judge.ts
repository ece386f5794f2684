import type { Expectation } from '../expectations/expectation.ts';
import type { Judged } from '../model/judgement.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Finding, Outcome, Verdict } from '../model/verdict.ts';
import type { Violation } from '../timeline/violation.ts';
import {
  type Agreement,
  agreementOn,
  isMiscounted,
  isOverStep,
  observations,
  type Weighed,
} from './agreement.ts';
import { type Bases, checkOn, findingsOf, severityOf } from './problems.ts';
import { quoted } from './quoted.ts';

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
  const asks = by === 'asked' ? 'scenario' : 'contract';
  return { asks, platform: (met) => quote(met) ?? fallback, standard: fallback, scenario };
}

const noOccasion = 'there was no occasion to see it';
const whatWouldTell =
  'x-badgateway-call or traceparent in each request, or one process for each drill, would tell';

const wouldCount = 'x-badgateway-call in each request would tell them apart';

/** `8 in 10`; never `10 in 10`, which would be no doubt. */
function describeLikelihood(likelihood: number): string {
  return `${Math.min(9, Math.max(1, Math.round(likelihood * 10)))} in 10`;
}

function becauseSuspected({ likelihood, problem }: Weighed): string {
  const how = describeLikelihood(likelihood);
  return `${problem.says}, if these are one call, which is likely (${how}): ${whatWouldTell}`;
}

function becauseOpen({ problem }: Weighed, timeline: Timeline): string {
  if (isMiscounted(problem, timeline))
    return `${problem.says}, but rules per: call dealt its calls other faults than are meant: ${wouldCount}`;
  if (isOverStep(problem, timeline)) return `${problem.says}, but the wall clock was set meanwhile`;
  return `${problem.says}, if these are one call, which the requests do not show: ${whatWouldTell}`;
}

/**
 * A pass must not carry what speaks against it. Only that no document gives the advice keeps this problem
 * from failing.
 */
function isOnlyAssumed(problem: Violation, bases: Bases): boolean {
  return (
    problem.assumed === 'advice' && problem.severity !== 'advice' && severityOf(problem, bases) === 'advice'
  );
}

function becauseAssumed({ problem }: Weighed): string {
  const why = 'no document of the platform says what to do then; a scenario that asks for it makes it count';
  return `${problem.says}, but ${why}`;
}

/** The worst problem that a verdict rests on, worded for its outcome. */
function outcomeBy(
  findings: readonly Finding[],
  { suspected, open }: Pick<Agreement, 'suspected' | 'open'>,
  counts: (weighed: Weighed) => boolean,
  timeline: Timeline,
): readonly [Outcome, string] | null {
  const sure = findings.find(({ severity, likelihood }) => severity !== 'advice' && likelihood === undefined);
  if (sure !== undefined) return ['fail', sure.says];
  const likely = suspected.find(counts);
  if (likely !== undefined) return ['suspect', becauseSuspected(likely)];
  const perhaps = open.find(counts);
  return perhaps === undefined ? null : ['inconclusive', becauseOpen(perhaps, timeline)];
}

/** Only what every plausible grouping of the requests shows fails a client; see `agreement.ts`. */
function verdictOf(expected: Expected, timeline: Timeline): Verdict {
  const { expectation, params, by } = expected;
  const { name, summary, fix } = expectation;
  const check = checkOn(expectation, timeline);
  const [seen, ...others] = observations(expected, timeline);
  const { samples, unclear, says } = seen;
  const agreement = agreementOn(expected, [seen, ...others], timeline);
  const bases = basesOf(expected, timeline);
  const shown = [...agreement.sure, ...agreement.suspected];
  const findings = findingsOf(shown, { name, fix, check }, bases, timeline);
  const counts = ({ problem }: Weighed) => severityOf(problem, bases) !== 'advice';
  const found = outcomeBy(findings, agreement, counts, timeline);
  const verdict = (outcome: Outcome, because: string): Verdict => ({
    ...{ expectation: name, summary, params, by, outcome, because, samples, findings, fix, check },
  });
  if (found !== null) return verdict(...found);
  if (unclear !== null) return verdict('inconclusive', unclear);
  if (samples === 0) return verdict('inconclusive', noOccasion);
  const assumed = agreement.sure.find(({ problem }) => isOnlyAssumed(problem, bases));
  if (assumed !== undefined) return verdict('inconclusive', becauseAssumed(assumed));
  const [advice] = findings;
  return verdict('pass', advice === undefined ? says : `${says}; ${advice.says} (advice)`);
}

/** Hides verdicts that were not asked for if there was no occasion for them, or nothing to tell. */
function isWorthShowing({ by, because, outcome, findings }: Verdict, { open }: Expected): boolean {
  if (by === 'always' && because === noOccasion) return false;
  return open !== 'hidden' || outcome !== 'inconclusive' || findings.length > 0;
}

/** Whether a verdict leaves open what had to be shown; advice that was not asked for does not. */
export function leavesOpen({ outcome, by, findings }: Verdict): boolean {
  return (outcome === 'inconclusive' || outcome === 'suspect') && !(by === 'always' && findings.length > 0);
}

/**
 * Any failure fails. Everything that the scenario asks for has to be shown; a scenario that injects faults
 * and asks for nothing needs at least one conclusive expectation of the contract.
 */
function outcomeOf(verdicts: readonly Verdict[], injects: boolean): Outcome {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return 'fail';
  if (verdicts.some((verdict) => verdict.outcome === 'suspect' && leavesOpen(verdict))) return 'suspect';
  const implied = verdicts.filter(({ by }) => by === 'contract');
  if (verdicts.some((verdict) => !implied.includes(verdict) && leavesOpen(verdict))) return 'inconclusive';
  const asksNothing = verdicts.every(({ by, expectation, params }) => {
    return by !== 'asked' || (expectation === 'exit' && params === 'any');
  });
  return asksNothing && injects && implied.every(leavesOpen) ? 'inconclusive' : 'pass';
}

/** The verdict of one expectation; none if it is hidden. */
export function verdictsOf(expected: Expected, timeline: Timeline): readonly Verdict[] {
  const verdict = verdictOf(expected, timeline);
  return isWorthShowing(verdict, expected) ? [verdict] : [];
}

export type JudgedTimeline = Pick<Judged, 'timeline' | 'verdicts' | 'outcome'>;

/** Puts the verdicts on a timeline together. `injects`: whether its scenario has rules. */
export function judgedBy(verdicts: readonly Verdict[], timeline: Timeline, injects: boolean): JudgedTimeline {
  return { timeline, verdicts, outcome: outcomeOf(verdicts, injects) };
}

/** Judges one timeline by all that is expected. */
export function judge(timeline: Timeline, expected: readonly Expected[], injects: boolean): JudgedTimeline {
  return judgedBy(
    expected.flatMap((each) => verdictsOf(each, timeline)),
    timeline,
    injects,
  );
}
