import { expect, test } from 'vitest';
import {
  describeFigure,
  describeStop,
  describeTolerance,
  describeWhole,
} from '../../../src/drill-file/describe.ts';
import { checkDrill } from '../../../src/drill-file/load.ts';
import { drawStages } from '../../../src/drill-file/picture.ts';
import type { ProbeUnit } from '../../../src/model/drill-file.ts';
import { sample } from './sample.ts';

const units: readonly (readonly [ProbeUnit, number, string])[] = [
  ['share', 0.999, '99.9 %'],
  ['share', 1 / 3, '33.3333 %'],
  ['milliseconds', 1_500.4, '1.5s'],
  ['number', 2.5, '2.5'],
  ['per-second', 12, '12 a second'],
  ['usd', 0.000002, '0.000002 USD'],
];

test.each(units)('a figure of the unit %s is written with it', (unit, value, text) => {
  expect(describeFigure(unit, value)).toBe(text);
});

test('a tolerance names the sides that it has', () => {
  const tolerance = { kind: 'figure', unit: 'number' } as const;
  expect(describeTolerance({ ...tolerance, atLeast: 1, atMost: null })).toBe('at least 1');
  expect(describeTolerance({ ...tolerance, atLeast: null, atMost: 2 })).toBe('at most 2');
  expect(describeTolerance({ ...tolerance, atLeast: 1, atMost: 2 })).toBe('from 1 to 2');
});

test('stages are bands to scale, dark where faults act, with > where the end is not fixed', async () => {
  const { drill } = await checkDrill(sample, 'd.yaml');
  const [bands, words] = [0, 60].map((from) =>
    drawStages(drill.stages).map((line) => line.slice(from, from === 0 ? 60 : undefined).trimEnd()),
  );
  expect(bands).toEqual([
    'baseline  ░░░░░░░░░░',
    'inject              █████████████████████',
    'burst-1                                  ██',
    'calm-1                                     ░░>',
    'burst-2                                       ██',
    'calm-2                                          ░░>',
    'recovery                                           ░░░░░░>',
  ]);
  expect(words).toEqual([
    '0s to 1m',
    '1m to 3m',
    '3m to 3m10s',
    '3m10s, until error-share is held, at most 20s',
    'then for 10s',
    'then until error-share is held, at most 20s',
    'then until a person ends it, when a person agrees',
  ]);
});

test('probes and stop conditions are sentences', async () => {
  const { drill } = await checkDrill(sample, 'd.yaml');
  const [success, patience] = drill.probes;
  expect(success && describeWhole(success)).toBe(
    'the share of calls that succeed in the end is at least 99 % (over 20s, from 50 samples on)',
  );
  expect(patience && describeWhole(patience, 'stages')).toBe(
    'the most attempts of any call is at most 4 (from 20 samples on)',
  );
  const { stopConditions } = drill;
  expect(
    stopConditions.kind === 'conditions' &&
      describeStop(stopConditions.conditions[0] ?? { when: 'held', probe: '' }, drill.probes),
  ).toBe('if the share of attempts that fail is at least 40 % (over 10s, from 20 samples on)');
});
