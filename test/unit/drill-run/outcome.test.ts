import { expect, test } from 'vitest';
import { outcomeOf } from '../../../src/drill-run/outcome.ts';
import type { DrillOutcome, DrillStop } from '../../../src/model/drill-record.ts';

const stopped: DrillStop = { kind: 'condition', because: 'too many errors', atMs: 5_000, begun: 'yes' };

test.each<readonly [string, DrillOutcome, DrillOutcome, DrillOutcome, DrillStop | null, DrillOutcome]>([
  ['all is held', 'held', 'held', 'held', null, 'held'],
  ['a recovery that did not come refutes', 'held', 'held', 'refuted', null, 'refuted'],
  ['... and so where the hypothesis is open', 'inconclusive', 'held', 'refuted', null, 'refuted'],
  ['it was stopped', 'held', 'held', 'held', stopped, 'inconclusive'],
  ['stopped before its recovery was over', 'inconclusive', 'held', 'refuted', stopped, 'inconclusive'],
  ['stopped, but held until then', 'held', 'held', 'refuted', stopped, 'inconclusive'],
  ['stopped, and refuted by then', 'refuted', 'held', 'held', stopped, 'refuted'],
  ['stopped, and faults remain', 'inconclusive', 'refuted', 'held', stopped, 'refuted'],
])('%s', (_, claimed, left, probed, stop, outcome) => {
  const found = outcomeOf({
    hypothesis: { says: 'nobody notices', stages: ['inject'], outcome: claimed, probes: [] },
    remains: { outcome: left, says: 'nothing' },
    probes: [{ outcome: probed }],
    stop,
    doubts: stop === null ? [] : [`it was stopped: ${stop.because}`],
  });
  expect(found).toBe(outcome);
});
