import { z } from 'zod';
import { leavesOpen } from '../judge/judge.ts';
import type { Judged } from '../model/judgement.ts';
import type { Outcome, Verdict } from '../model/verdict.ts';
import { readEarlierReport } from './earlier-report.ts';

/** The part of a JSON report that is needed, so that reports of older versions can be read. */
const report = z.object({
  scenarios: z.array(
    z.object({ verdicts: z.array(z.object({ findings: z.array(z.object({ id: z.string() })) })) }),
  ),
});

function idsIn(json: unknown): ReadonlySet<string> {
  const { scenarios } = report.parse(json);
  const findings = scenarios.flatMap(({ verdicts }) => verdicts.flatMap((verdict) => verdict.findings));
  return new Set(findings.map(({ id }) => id));
}

/** Ids of the findings of an earlier drill. */
export function readBaseline(file: string): ReadonlySet<string> {
  return readEarlierReport(file, { called: 'baseline', otherwise: 'no JSON report', parse: idsIn });
}

const isNew = ({ findings }: Verdict, known: ReadonlySet<string>): boolean =>
  findings.some(({ id, severity }) => severity !== 'advice' && !known.has(id));

/** The outcome of verdicts of which at least one failed, by what the baseline knows alone. */
function outcomeOf(verdicts: readonly Verdict[]): Outcome {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return 'fail';
  const open = verdicts.filter((verdict) => verdict.by !== 'contract' && leavesOpen(verdict));
  if (open.some(({ outcome }) => outcome === 'suspect')) return 'suspect';
  return open.length > 0 ? 'inconclusive' : 'known';
}

/** The verdicts with those that fail by known findings alone told apart: they do not count. */
export function sinceBaseline(judged: Judged, known: ReadonlySet<string>): Judged {
  const isKnown = (verdict: Verdict) => verdict.outcome === 'fail' && !isNew(verdict, known);
  if (!judged.verdicts.some(isKnown)) return judged;
  const verdicts = judged.verdicts.map(
    (verdict): Verdict => (isKnown(verdict) ? { ...verdict, outcome: 'known' } : verdict),
  );
  return { ...judged, verdicts, outcome: outcomeOf(verdicts) };
}
