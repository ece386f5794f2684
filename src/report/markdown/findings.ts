import { formatCount } from '../../lib/units.ts';
import { formatMs } from '../../timeline/describe.ts';
import { evidenceOf } from '../document/calls.ts';
import { escaped } from '../document/escape.ts';
import { inMarkdown } from '../document/in-markdown.ts';
import type { FindingDocument } from '../document/schema.ts';
import { describeSource } from '../document/words.ts';

/** A table; the first row is its head. */
export function rows(head: readonly string[], cells: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...cells.map(line)].join('\n');
}

function attemptsTable(finding: FindingDocument): string {
  const evidence = evidenceOf(finding);
  if (evidence.length === 0) return '';
  const cells = evidence.map(({ call, attempt, atMs, gapMs, met }) => [
    inMarkdown(call),
    String(attempt),
    formatMs(atMs),
    gapMs === null ? '' : formatMs(gapMs),
    inMarkdown(met),
  ]);
  return `\n${rows(['call', 'attempt', 'at', 'after', 'met'], cells)}\n`;
}

/** One finding, folded; `<summary>` is HTML, the rest Markdown. */
export function findingDetails(finding: FindingDocument, isKnown: boolean): string {
  const { severity, problem, scenario, id, count, says, expected, fix, check } = finding;
  const times = count === 1 ? '' : `, seen ${formatCount(count, 'time')}`;
  const known = isKnown ? ', known: it does not count' : '';
  return `<details>
<summary><b>${severity}</b> ${escaped(problem)} under ${escaped(scenario)}${times}${known}</summary>

- **Seen:** ${inMarkdown(says)}
- **Expected:** ${inMarkdown(expected.says)} (${inMarkdown(describeSource(expected))})
- **Fix:** ${inMarkdown(fix)}
- **Check:** ${inMarkdown(check)}
- **Id:** ${inMarkdown(id)}
${attemptsTable(finding)}
</details>
`;
}
