import { formatDuration } from '../lib/units.ts';
import type { DrillReport } from './drill-report.ts';
import {
  describeDifference,
  describeExit,
  describeHeldBack,
  describeLast,
  describeProbe,
  describeStage,
  describeStop,
  symbols,
} from './words.ts';

const indented = (lines: readonly string[], by = 2) => lines.map((line) => `${' '.repeat(by)}${line}`);

export const terminal: DrillReport = {
  name: 'terminal',
  endings: [],
  summary: 'what a person reads at the end',
  write({ record, compared }) {
    const { title, hypothesis, stages, steadyState, remains, figures, doubts, outcome } = record;
    const stop = describeStop(record);
    const described = stages.flatMap((stage) => [
      `${stage.name} ${describeStage(stage)}`,
      ...indented([...stage.asked.map((asked) => `asked for: ${asked}`), ...stage.probes.map(describeProbe)]),
    ]);
    const before = steadyState.before.map((result) => `before: ${describeProbe(result)}`);
    const after = steadyState.after.map((result) => `after: ${describeProbe(result)}`);
    const lines = [
      `${symbols[outcome]} ${outcome}  ${title}  ${formatDuration(record.tookMs)}`,
      ...(stop === null ? [] : [stop]),
      `Hypothesis, ${hypothesis.outcome}: ${hypothesis.says}`,
      ...indented(hypothesis.probes.map(describeProbe)),
      'Stages',
      ...indented(described),
      'Steady state',
      ...indented([...before, ...after]),
      `Hit ${figures.hit}; the blast radius held back: ${describeHeldBack(figures.heldBack)}.`,
      describeLast(record),
      `${symbols[remains.outcome]} What remains: ${remains.says}.`,
      ...doubts.map((doubt) => `Open: ${doubt}.`),
      ...compared.map(describeDifference),
      describeExit(record),
    ];
    return `${lines.join('\n')}\n`;
  },
};
