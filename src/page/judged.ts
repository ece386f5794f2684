import type { AttemptDocument, FindingDocument, ReportDocument } from '../report/document/schema.ts';
import type { Row } from './row.ts';

/** What the judge says of an attempt, by number of its journal entry. */
export interface Judged {
  readonly met: string;
  /** When it was allowed to come, in milliseconds since the Unix epoch; `null`: it follows no failure. */
  readonly allowed: { readonly from: number; readonly to: number } | null;
  readonly isEarly: boolean;
  readonly findings: readonly FindingDocument[];
}

export type ByEntry = ReadonlyMap<number, Judged>;

function judgedOf(
  { atMs, met, allowed }: AttemptDocument,
  at: number,
  findings: readonly FindingDocument[],
): Judged {
  const band = allowed === null ? null : { from: at + allowed.fromMs - atMs, to: at + allowed.toMs - atMs };
  return { met, allowed: band, isEarly: allowed !== null && atMs < allowed.fromMs, findings };
}

/** The report's times are relative to a first arrival; the rows have the absolute ones. */
export function judgedBy({ scenarios }: ReportDocument, rows: readonly Row[]): ByEntry {
  const arrived = new Map(rows.map(({ id, at }) => [id, at]));
  const judged = new Map<number, Judged>();
  for (const { verdicts, calls } of scenarios) {
    const findings = findingsByEntry(verdicts);
    for (const { attempts } of calls)
      for (const attempt of attempts) {
        const at = arrived.get(attempt.entry);
        if (at !== undefined)
          judged.set(attempt.entry, judgedOf(attempt, at, findings.get(attempt.entry) ?? []));
      }
  }
  return judged;
}

function findingsByEntry(
  verdicts: readonly { readonly findings: readonly FindingDocument[] }[],
): ReadonlyMap<number, readonly FindingDocument[]> {
  const found = new Map<number, FindingDocument[]>();
  for (const { findings } of verdicts)
    for (const finding of findings)
      for (const entry of new Set(finding.evidence.map((each) => each.entry)))
        found.set(entry, [...(found.get(entry) ?? []), finding]);
  return found;
}
