import { hash } from 'node:crypto';
import type { Expectation } from '../expectations/expectation.ts';
import type { Attempt, Timeline } from '../model/timeline.ts';
import { type Basis, type Evidence, type Finding, type Severity, severities } from '../model/verdict.ts';
import { describeResult } from '../timeline/describe.ts';
import type { Violation } from '../timeline/violation.ts';
import type { Weighed } from './agreement.ts';

/** Most problems of one finding whose evidence is listed in full. */
const maxShown = 5;

/** Time of the first arrival (Unix ms). */
export function beganAt({ calls }: Timeline): number {
  return calls[0]?.attempts[0].at ?? 0;
}

function evidenceOf(problem: Violation, began: number): Evidence[] {
  const shown = ({ entry, ordinal, at, gapMs, result }: Attempt): Evidence => ({
    call: problem.call?.id ?? '',
    attempt: ordinal,
    entry: entry.id,
    atMs: at - began,
    met: describeResult(result),
    gapMs,
  });
  return problem.attempts.map(shown);
}

/** Finding id: the same for the same mistake under the same scenario, in every run and report. */
function idOf(
  { scenarios: [scenario = ''] }: Timeline,
  expectation: string,
  { problem, met }: Violation,
): string {
  return `bg-${hash('sha1', [scenario, expectation, problem, met].join('\n'), 'hex').slice(0, 10)}`;
}

/** A problem that rests on nothing documented is only advice, unless the scenario itself asks for it. */
export function severityOf(problem: Violation, bases: Bases): Severity {
  const { severity, assumed } = problem;
  const isAdvice = assumed === 'reach' || (assumed === 'advice' && bases.asks === 'contract');
  return isAdvice || basisOf(problem, bases).source === null ? 'advice' : severity;
}

/** The check by scenarios of the platform that is judged. */
export function checkOn(
  { check, checkOn: own = {} }: Pick<Expectation, 'check' | 'checkOn'>,
  { inUse: { platform } }: Timeline,
): string {
  return own[platform.name] ?? check;
}

/** What a violation may be measured by. */
export interface Bases {
  /** Whether the scenario names the expectation, or only the contract, or all scenarios, ask for it. */
  readonly asks: 'scenario' | 'contract';
  /** By what was met: a contract may have several sentences on one expectation. */
  readonly platform: (met: string) => Basis;
  readonly standard: Basis;
  readonly scenario: Basis;
}

export function basisOf({ restsOn, met }: Violation, bases: Bases): Basis {
  return restsOn === undefined ? bases.platform(met) : bases[restsOn];
}

/** Similar problems that become one finding. */
interface Similar {
  readonly first: Violation;
  readonly shown: Violation[];
  count: number;
  severity: Severity;
  likelihood: number;
}

/** A problem that not every plausible grouping has is only advice. */
function gradeOf({ problem, likelihood }: Weighed, bases: Bases): Severity {
  return likelihood < 1 ? 'advice' : severityOf(problem, bases);
}

function merge(similar: Similar, { problem, likelihood }: Weighed, severity: Severity): void {
  similar.count += 1;
  similar.likelihood = Math.max(similar.likelihood, likelihood);
  if (severities.indexOf(severity) < severities.indexOf(similar.severity)) similar.severity = severity;
  if (similar.shown.length < maxShown) similar.shown.push(problem);
}

/** Merges similar problems into findings, the most severe first. */
export function findingsOf(
  problems: readonly Weighed[],
  { name: expectation, fix, check }: Pick<Expectation, 'name' | 'fix' | 'check'>,
  bases: Bases,
  timeline: Timeline,
): Finding[] {
  const began = beganAt(timeline);
  const alike = new Map<string, Similar>();
  for (const weighed of problems) {
    const { problem, likelihood } = weighed;
    const id = idOf(timeline, expectation, problem);
    const severity = gradeOf(weighed, bases);
    const known = alike.get(id);
    if (known !== undefined) merge(known, weighed, severity);
    else alike.set(id, { first: problem, shown: [problem], count: 1, severity, likelihood });
  }
  const findings = [...alike].map(
    ([id, { first, count, severity, likelihood, shown }]): Finding => ({
      ...{ id, expectation, problem: first.problem, severity, nature: first.nature },
      ...(likelihood < 1 ? { likelihood } : {}),
      ...{ scenario: timeline.scenarios[0] ?? '', says: first.says, expected: basisOf(first, bases), count },
      evidence: shown.flatMap((problem) => evidenceOf(problem, began)),
      ...{ fix: first.fix ?? fix, check },
    }),
  );
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
