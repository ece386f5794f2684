import { inMarkdown } from '../document/in-markdown.ts';
import type { ScenarioDocument, VerdictDocument } from '../document/schema.ts';

/** Each expectation once, in the order in which it is first judged. */
export function rulesOf(scenarios: readonly ScenarioDocument[]) {
  const byName = new Map<string, VerdictDocument>();
  for (const { verdicts } of scenarios)
    for (const verdict of verdicts)
      if (!byName.has(verdict.expectation)) byName.set(verdict.expectation, verdict);
  return [...byName.values()].map(({ expectation: id, summary, fix, check }) => ({
    id,
    shortDescription: { text: summary },
    fullDescription: { text: `A well-behaved client ${summary}.` },
    help: {
      text: `Fix: ${fix}\nCheck: ${check}`,
      markdown: `**Fix:** ${inMarkdown(fix)}\n\n**Check:** ${inMarkdown(check)}`,
    },
    // Each result overrides this level.
    defaultConfiguration: { level: 'error' as const },
  }));
}
