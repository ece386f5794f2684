import { expect, test } from 'vitest';
import { mergedEntries, worstEnd } from '../../../src/drill/merge.ts';
import type { Entry } from '../../../src/model/entry.ts';
import type { CommandEnd } from '../../../src/model/timeline.ts';
import { timelineOf } from '../../../src/timeline/timeline.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { entryOf } from '../../helpers/timeline.ts';

const inUse = platformInUse();

const request = (id: number, label: string, call: number, attempt: number, connection = 1): Entry => ({
  ...entryOf({ at: id }, call, attempt, inUse),
  ...{ id, label, connection, scenario: 'sample' },
});

const runs = [
  { entries: [request(1, 'r1', 1, 1, 1), request(2, '', 1, 1, 2), request(3, 'r1', 1, 2, 3)] },
  { entries: [request(1, 'r2', 1, 1, 1), request(2, '', 1, 1, 1)] },
];

test('calls of several runs stay apart, also those without a label', () => {
  const seen = { entries: mergedEntries(runs), dropped: 0, inUseOf: () => inUse };
  const { calls } = timelineOf('sample', 'sample', seen);
  expect(calls.map(({ id, attempts }) => [id, attempts.length])).toEqual([
    ['r1#1', 2],
    ['r2#1', 1],
    ['sample-r1#1', 1],
    ['sample-r2#1', 1],
  ]);
});

test('no two entries and no two connections have one number', () => {
  const merged = mergedEntries(runs);
  expect(merged.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
  expect(merged.map((entry) => 'connection' in entry && entry.connection)).toEqual([1, 2, 3, 4, 4]);
});

const end = (
  code: number | null,
  output: CommandEnd['output'] = 'end',
  stopped: CommandEnd['stopped'] = null,
): { readonly end: CommandEnd } => ({ end: { code, output, stopped } });

const stopped = end(0, 'end', 'time');
const failed = end(3);
const killed = end(null);
const cut = end(0, 'beginning');
const silent = end(0, 'nothing');
const well = end(0);

test.each([
  ['a limit before a failure', [failed, stopped], stopped],
  ['a failure before a text that was cut', [cut, failed], failed],
  ['a signal is a failure', [well, killed], killed],
  ['a text that was cut before none', [silent, cut, well], cut],
  ['no text before a whole one', [well, silent], silent],
  ['nothing but good ends', [well, well], well],
])('the end of several runs is the worst: %s', (_, all, worst) => {
  expect(worstEnd(all)).toEqual(worst.end);
});

test('of no run there is no end', () => {
  expect(worstEnd([])).toBeNull();
});
