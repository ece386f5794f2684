import { formatCount } from '../../lib/units.ts';
import type { ExitCode } from '../../model/judgement.ts';
import type { CommandEnd } from '../../model/timeline.ts';
import { type Outcome, outcomes } from '../../model/verdict.ts';
import type {
  CallDocument,
  FindingDocument,
  ReportDocument,
  ScenarioDocument,
  VerdictDocument,
} from './schema.ts';

/** Symbols are always printed beside the word, since some readers see no colour or hear no symbol. */
export const symbols: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  fail: '✗',
  known: '=',
  suspect: '~',
  inconclusive: '?',
};

const exits: Readonly<Record<ExitCode, string>> = {
  0: 'every expectation held',
  1: 'the client broke an expectation',
  2: 'it could not run',
  3: 'a limit stopped it',
  4: 'suspect or inconclusive, not everything was proven',
};

/** Of a gateway without a command, whose verdicts do not decide how it ends. */
const served = 'a gateway that serves ends so, whatever its verdicts; --exit-verdicts ends with theirs';

/** Of a drill whose failures are all in its baseline. */
const excused = 'what did not hold is known from the baseline, and does not count';

/** What is known to be wrong decides how it ends; that the rest was not seen is said beside it. */
const alsoStopped = '; a limit stopped the command too';

function reasonOf({ exit, command, scenarios }: ReportDocument): string {
  const wasStopped = scenarios.some((each) => each.command !== null && each.command.stopped !== null);
  if (exit === 1) return `${exits[exit]}${wasStopped ? alsoStopped : ''}`;
  if (exit !== 0) return exits[exit];
  const holds = scenarios.length > 0 && scenarios.every(({ outcome }) => outcome === 'pass');
  if (command === null && !holds) return served;
  return scenarios.some(({ outcome }) => outcome === 'known') ? excused : exits[exit];
}

/** `Exit code 1: the client broke an expectation.` */
export function describeExit(document: ReportDocument): string {
  return `Exit code ${document.exit}: ${reasonOf(document)}.`;
}

const certainties = { certain: 'certainly', likely: 'likely', unclear: 'perhaps' } as const;

/** `likely one call`. */
export function describeCertainty({ certainty }: CallDocument): string {
  return `${certainties[certainty]} one call`;
}

export function findingsOf({ verdicts }: ScenarioDocument): readonly FindingDocument[] {
  return verdicts.flatMap(({ findings }) => findings);
}

/** The reason of a verdict, and whether the baseline excuses it. */
export function describeBecause({ outcome, because }: VerdictDocument): string {
  return outcome === 'known' ? `the baseline knows it: ${because}` : because;
}

/** Outcomes that are counted only where there are any. */
const rare: readonly Outcome[] = ['known', 'suspect'];

/** `3 scenarios: 1 pass, 1 fail, 1 inconclusive; 2 findings.` */
export function describeTotals({ scenarios, known }: ReportDocument): string {
  const counted = outcomes.flatMap((outcome) => {
    const count = scenarios.filter((scenario) => scenario.outcome === outcome).length;
    return rare.includes(outcome) && count === 0 ? [] : [`${count} ${outcome}`];
  });
  const findings = scenarios.flatMap(findingsOf);
  const old = findings.filter(({ id }) => known.includes(id)).length;
  const ofWhich = old === 0 ? '' : `, ${old} of them known`;
  const scored = `${formatCount(scenarios.length, 'scenario')}: ${counted.join(', ')}`;
  return `${scored}; ${formatCount(findings.length, 'finding')}${ofWhich}.`;
}

/** How the command ended; `null`: there was none. */
export function describeEnd(end: CommandEnd | null): string | null {
  if (end === null) return null;
  if (end.stopped === 'time') return 'the command was stopped at its time limit';
  if (end.stopped === 'attempts') return 'the command was stopped at its limit of attempts';
  return end.code === null ? 'the command was ended by a signal' : `the command exited with ${end.code}`;
}

/** `2 calls, 5 attempts; the command exited with 1`. */
export function describeTraffic({ calls, command, dropped }: ScenarioDocument): string {
  const attempts = calls.reduce((sum, call) => sum + call.attempts.length, 0);
  const traffic = `${formatCount(calls.length, 'call')}, ${formatCount(attempts, 'attempt')}`;
  const lost = dropped === 0 ? null : `${dropped} journal entries were no longer held`;
  return [traffic, describeEnd(command), lost].filter((part) => part !== null).join('; ');
}

/** The source of an expectation, `RFC 9110`, or that it is assumed. */
export function describeSource({ source }: FindingDocument['expected']): string {
  return source ?? 'assumed: no document says so';
}
