import { rfc3339 } from '../lib/clock.ts';
import type { DrillOutcome, DrillRecord, ProbeResult } from '../model/drill-record.ts';
import { escaped } from '../report/document/escape.ts';
import type { DrillReport } from './drill-report.ts';
import { describeExit, describeProbe } from './words.ts';

interface Case {
  readonly name: string;
  readonly outcome: DrillOutcome;
  readonly says: string;
}

const ofProbe = (of: string, result: ProbeResult): Case => {
  return { name: `${of}: ${result.probe}`, outcome: result.outcome, says: describeProbe(result) };
};

/** The hypothesis, what had to be held in stages and behind them, and that nothing remains. */
function casesOf({ hypothesis, stages, steadyState, remains, doubts }: DrillRecord): readonly Case[] {
  const said = [...hypothesis.probes.map(describeProbe), ...doubts].join('\n');
  const open = hypothesis.outcome === 'held' && doubts.length > 0;
  return [
    { name: hypothesis.says, outcome: open ? 'inconclusive' : hypothesis.outcome, says: said },
    ...stages.flatMap(({ name, probes }) => probes.map((result) => ofProbe(`stage ${name}`, result))),
    ...steadyState.after.map((result) => ofProbe('steady state after the faults', result)),
    { name: 'nothing remains', outcome: remains.outcome, says: remains.says },
  ];
}

/** An inconclusive case is `skipped`: CI systems show that apart from passed and failed, with its reason. */
function caseMarkup({ name, outcome, says }: Case, suite: string): string {
  const message = escaped(says);
  const inside =
    outcome === 'refuted'
      ? `<failure message="${message}" type="refuted"></failure>`
      : outcome === 'inconclusive'
        ? `<skipped message="${message}"></skipped>`
        : '';
  return `<testcase classname="${escaped(suite)}" name="${escaped(name)}" time="0">${inside}</testcase>`;
}

export const junit: DrillReport = {
  name: 'junit',
  endings: ['.xml'],
  summary: 'a case for the hypothesis and for each probe beside it, for CI systems',
  write({ record }) {
    const cases = casesOf(record);
    const count = (outcome: DrillOutcome) => cases.filter((each) => each.outcome === outcome).length;
    const counts =
      `tests="${cases.length}" failures="${count('refuted')}" errors="0" ` +
      `skipped="${count('inconclusive')}" time="${(record.tookMs / 1_000).toFixed(3)}"`;
    const timestamp = rfc3339(record.at).slice(0, 19);
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="badgateway" ${counts}>`,
      `<testsuite name="${escaped(record.title)}" ${counts} timestamp="${timestamp}">`,
      ...cases.map((each) => caseMarkup(each, record.name)),
      `<system-out>${escaped(describeExit(record))}</system-out>`,
      '</testsuite>',
      '</testsuites>',
      '',
    ].join('\n');
  },
};
