import type { AttemptDocument, CallDocument, FindingDocument, ScenarioDocument } from './schema.ts';
import { findingsOf } from './words.ts';

type Evidence = FindingDocument['evidence'][number];

/** What is wrong with an attempt, by ordinal of its journal entry. */
export type ByEntry = ReadonlyMap<number, readonly FindingDocument[]>;

/** A first attempt that was followed by others shows what was met; what is wrong is what came after it. */
function isContext({ call, attempt }: Evidence, evidence: readonly Evidence[]): boolean {
  return attempt === 1 && evidence.some((other) => other.call === call && other.attempt > 1);
}

export function findingsByEntry(scenario: ScenarioDocument): ByEntry {
  const byEntry = new Map<number, FindingDocument[]>();
  for (const finding of findingsOf(scenario)) {
    const blamed = finding.evidence.filter((each) => !isContext(each, finding.evidence));
    for (const entry of new Set(blamed.map((each) => each.entry)))
      byEntry.set(entry, [...(byEntry.get(entry) ?? []), finding]);
  }
  return byEntry;
}

/** The attempts of a finding, each once: of three attempts in a row two can be too early. */
export function evidenceOf({ evidence }: FindingDocument): readonly Evidence[] {
  return [...new Map(evidence.map((each) => [each.entry, each])).values()];
}

export function evidenceByCall(finding: FindingDocument): ReadonlyMap<string, readonly Evidence[]> {
  const byCall = new Map<string, Evidence[]>();
  for (const each of evidenceOf(finding)) byCall.set(each.call, [...(byCall.get(each.call) ?? []), each]);
  return byCall;
}

/** Those that a finding rests on come first, then those that were tried again; the others are left out. */
export function tellingCalls(scenario: ScenarioDocument): readonly CallDocument[] {
  const accused = new Set(findingsOf(scenario).flatMap(({ evidence }) => evidence.map(({ call }) => call)));
  const shown = scenario.calls.filter(({ id }) => accused.has(id));
  const retried = scenario.calls.filter(({ id, attempts }) => !accused.has(id) && attempts.length > 1);
  return [...shown, ...retried];
}

/** Time on the picture of a call: from its first arrival on, in milliseconds. */
export interface Axis {
  readonly from: number;
  readonly spanMs: number;
}

/** A band is drawn at least this far; how late is late is of less interest than when it begins. */
const bandShare = 0.3;

/** Wide enough for every attempt and the beginning of every band. */
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
