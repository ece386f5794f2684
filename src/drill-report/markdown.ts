import { rfc3339 } from '../lib/clock.ts';
import { formatDuration } from '../lib/units.ts';
import type { DrillReport } from './drill-report.ts';
import {
  describeDifference,
  describeExit,
  describeHeldBack,
  describeLast,
  describeProbe,
  describeStop,
  symbols,
} from './words.ts';

/** What a cell or a line of Markdown takes for markup. */
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|~]/g, '\\$&').replaceAll('\n', ' ');

const listed = (lines: readonly string[]) => lines.map((line) => `- ${plain(line)}`);

export const markdown: DrillReport = {
  name: 'markdown',
  endings: ['.md'],
  summary: 'one page for the incident channel',
  write({ record, compared }) {
    const { title, at, hypothesis, stages, steadyState, remains, figures, doubts, outcome } = record;
    const stop = describeStop(record);
    const rows = stages.map(({ name, fromMs, toMs, requests, hit, heldBack, asked }) => {
      const cells = [name, formatDuration(toMs - fromMs), asked.join('; ') || 'nothing'];
      return `| ${[...cells.map(plain), requests, hit, plain(describeHeldBack(heldBack))].join(' | ')} |`;
    });
    const { before, after } = steadyState;
    const lines = [
      `# ${symbols[outcome]} ${plain(title)}: ${outcome}`,
      '',
      `${rfc3339(at)}, ${formatDuration(record.tookMs)}. ${describeExit(record)}`,
      ...(stop === null ? [] : ['', `**${plain(stop)}**`]),
      '',
      `**Hypothesis (${hypothesis.outcome}):** ${plain(hypothesis.says)}`,
      '',
      ...listed(hypothesis.probes.map(describeProbe)),
      '',
      '| stage | took | asked for | requests | hit | held back |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows,
      '',
      ...listed(
        stages.flatMap(({ name, probes }) => probes.map((each) => `${name}: ${describeProbe(each)}`)),
      ),
      ...listed(before.map((each) => `before: ${describeProbe(each)}`)),
      ...listed(after.map((each) => `after: ${describeProbe(each)}`)),
      ...listed([
        `Hit ${figures.hit}; held back ${describeHeldBack(figures.heldBack)}. ${describeLast(record)}`,
        `What remains: ${remains.says}.`,
        ...doubts.map((doubt) => `Open: ${doubt}.`),
        ...compared.map(describeDifference),
      ]),
    ];
    return `${lines.join('\n')}\n`;
  },
};
