import type { AttemptDocument, CallDocument, FindingDocument, ScenarioDocument } from './schema.ts';
import { findingsOf } from './words.ts';

type Evidence = FindingDocument['evidence'][number];

/** The findings that concern an attempt, by ordinal of its journal entry. */
export type ByEntry = ReadonlyMap<number, readonly FindingDocument[]>;

/**
 * Whether an attempt is listed only for context: the first one of a call, if the problem is in a later one.
 */
function isContext({ call, attempt }: Evidence, evidence: readonly Evidence[]): boolean {
  return attempt === 1 && evidence.some((other) => other.call === call && other.attempt > 1);
}

export function findingsByEntry(scenario: ScenarioDocument): ByEntry {
  const byEntry = new Map<number, FindingDocument[]>();
  for (const finding of findingsOf(scenario)) {
    const problematic = finding.evidence.filter((each) => !isContext(each, finding.evidence));
    for (const entry of new Set(problematic.map((each) => each.entry)))
      byEntry.set(entry, [...(byEntry.get(entry) ?? []), finding]);
  }
  return byEntry;
}

/** The attempts of a finding without duplicates: of three attempts in a row two can be too early. */
export function evidenceOf({ evidence }: FindingDocument): readonly Evidence[] {
  return [...new Map(evidence.map((each) => [each.entry, each])).values()];
}

export function evidenceByCall(finding: FindingDocument): ReadonlyMap<string, readonly Evidence[]> {
  const byCall = new Map<string, Evidence[]>();
  for (const each of evidenceOf(finding)) byCall.set(each.call, [...(byCall.get(each.call) ?? []), each]);
  return byCall;
}

/** The calls worth showing: first those with findings, then those with retries. The others are left out. */
export function callsWorthShowing(scenario: ScenarioDocument): readonly CallDocument[] {
  const withFindings = new Set(
    findingsOf(scenario).flatMap(({ evidence }) => evidence.map(({ call }) => call)),
  );
  const shown = scenario.calls.filter(({ id }) => withFindings.has(id));
  const retried = scenario.calls.filter(({ id, attempts }) => !withFindings.has(id) && attempts.length > 1);
  return [...shown, ...retried];
}

/** The time axis of a call's picture, in milliseconds from its first arrival. */
export interface Axis {
  readonly from: number;
  readonly spanMs: number;
}

/**
 * Share of the time before a band of which the band is at least drawn: its beginning matters more than its
 * end.
 */
const bandShare = 0.3;

/** The axis that shows every attempt and the beginning of every band. */
export function axisOf(attempts: readonly AttemptDocument[]): Axis {
  const from = attempts[0]?.atMs ?? 0;
  const ends = attempts.map(({ atMs, tookMs }) => atMs + tookMs);
  const bands = attempts.flatMap(({ allowed }) => {
    if (allowed === null) return [];
    return [Math.min(allowed.toMs, allowed.fromMs + (allowed.fromMs - from) * bandShare)];
  });
  return { from, spanMs: Math.max(1, ...ends.map((end) => end - from), ...bands.map((end) => end - from)) };
}

export function isEarly({ atMs, allowed }: AttemptDocument): boolean {
  return allowed !== null && atMs < allowed.fromMs;
}

export function isAnswered({ met }: AttemptDocument): boolean {
  return met === 'answered';
}
