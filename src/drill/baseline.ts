import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { leavesOpen } from '../judge/judge.ts';
import { errorCode, UsageError } from '../lib/errors.ts';
import type { Judged } from '../model/judgement.ts';
import type { Outcome, Verdict } from '../model/verdict.ts';

/** The part of a JSON report that is needed, so that reports of older versions can be read. */
const report = z.object({
  scenarios: z.array(
    z.object({ verdicts: z.array(z.object({ findings: z.array(z.object({ id: z.string() })) })) }),
  ),
});

function idsIn(text: string): readonly string[] | null {
  try {
    const { scenarios } = report.parse(JSON.parse(text));
    const findings = scenarios.flatMap(({ verdicts }) => verdicts.flatMap((verdict) => verdict.findings));
    return findings.map(({ id }) => id);
  } catch {
    return null;
  }
}

/** Ids of the findings of an earlier drill. */
export function readBaseline(file: string): ReadonlySet<string> {
  const remedy = 'name a report that an earlier drill wrote with --report FILE.json';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`Failed to read the baseline "${file}": ${errorCode(error)}; ${remedy}`);
  }
  const ids = idsIn(text);
  if (ids === null) throw new UsageError(`Failed to read the baseline "${file}": no JSON report; ${remedy}`);
  return new Set(ids);
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
