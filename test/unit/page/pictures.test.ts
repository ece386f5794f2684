import { expect, test } from 'vitest';
import type { ShownRequest } from '../../../src/control/steering.ts';
import type { LimitLevel } from '../../../src/model/limit-level.ts';
import { ticksOf } from '../../../src/page/axis.ts';
import { EventParser } from '../../../src/page/event-parser.ts';
import { heldBy, lanesOf } from '../../../src/page/lanes.ts';
import { LevelHistory, maxHistories } from '../../../src/page/level-history.ts';
import { Rates } from '../../../src/page/rates.ts';
import { type Row, rowOf } from '../../../src/page/row.ts';
import { rowHeight, scrolledTo, sliceOf } from '../../../src/page/windowing.ts';
import { requestEntry } from './rows.ts';

const rowFor = (changes: Parameters<typeof requestEntry>[0]) => rowOf(requestEntry(changes)) as Row;

const hung: ShownRequest = {
  ...{ at: 1_500, scenario: 's', label: 'two', connection: 3, call: 9, attempt: 1, method: 'GET', url: '/' },
  ...{ route: null, model: null, client: null, stream: false },
  rules: [{ rule: 'hangs', outcome: 'fired', because: 'always', faults: ['hang'] }],
};

const told = (lanes: ReturnType<typeof lanesOf>) =>
  lanes.lanes.map(({ run, call, bars }) => `${run} ${call}: ${bars.map(({ from, to }) => `${from}-${to}`)}`);

test('a lane for each run and call, in the order of their names, with what is under way', () => {
  const rows = [
    rowFor({ id: 1, call: 2, at: 100, tookMs: 10 }),
    rowFor({ id: 2, call: 10, at: 1_000, tookMs: 10 }),
    rowFor({ id: 3, call: 2, at: 1_200, tookMs: 10 }),
    rowFor({ id: 4, label: '', call: 1, at: 1_300, tookMs: 10 }),
  ];
  const lanes = lanesOf(rows, [hung], ({ mark }) => mark, { from: 500, to: 2_000, most: 9 });
  expect(told(lanes)).toEqual([
    's 1: 1300-1310',
    's.one 2: 1200-1210',
    's.one 10: 1000-1010',
    's.two 9: 1500-null',
  ]);
  // Where there is no room, what is under way and the newest are drawn.
  const few = lanesOf(rows, [hung], ({ mark }) => mark, { from: 0, to: 2_000, most: 2 });
  expect([told(few), few.left]).toEqual([['s 1: 1300-1310', 's.two 9: 1500-null'], 2]);
  expect(heldBy(hung)).toEqual(['hang']);
});

test('requests, faults and latency by the second in which they ended', () => {
  const rates = new Rates();
  const rules = [{ rule: 'r', outcome: 'fired', because: '', faults: ['error'] }] as const;
  for (const tookMs of [10, 20, 30]) rates.add(rowFor({ at: 5_000, tookMs }));
  rates.add(rowFor({ at: 5_900, tookMs: 1_000, rules }));
  expect(rates.between(5_000, 8_500)).toEqual({
    at: [5, 6, 7],
    requests: [3, 1, 0],
    faults: [0, 1, 0],
    median: [20, 1_000, null],
    slow: [30, 1_000, null],
  });
});

const levelOf = (id: string, remaining: number | null): LimitLevel => ({
  ...{ scenario: 's', label: 'one', id, says: '60 requests per minute', unit: 'requests', amount: 60 },
  ...{ freed: 'by-time', by: ['key'], enforcement: 'enforced', refusals: 0, others: 0 },
  keys:
    remaining === null
      ? []
      : [{ key: 'k', origin: 'seen', remaining, waitMs: 0, freeMs: 1_000, refusals: 0 }],
});

test('what was left of a limit, under its fullest key, over the last minutes', () => {
  const history = new LevelHistory();
  const last = levelOf('sixty', null);
  for (let second = 1; second <= 700; second += 1)
    history.add(second * 1_000, [levelOf('sixty', second % 60), levelOf('other', 7)]);
  expect(history.of(last).at.length).toBe(600);
  const between = (from: number, to: number) => history.between(last, from * 1_000, to * 1_000);
  expect(between(698.5, 700.5)).toEqual({ at: [698.5, 699, 700, 700.5], remaining: [38, 39, 40, 40] });
  expect(between(99, 101.5)).toEqual({ at: [99, 101, 101.5], remaining: [null, 41, 41] });
  // Nothing is used, so all is left; an answer that comes late is not drawn.
  history.add(701_000, [last]);
  history.add(700_500, [levelOf('sixty', 1)]);
  expect(between(700, 702)).toEqual({ at: [700, 701, 702], remaining: [40, 60, 60] });
  expect(history.of(levelOf('other', 7)).at).toEqual([]);
  history.add(
    702_000,
    Array.from({ length: 50 }, (_, n) => levelOf(`limit-${n}`, 1)),
  );
  expect(history.of(levelOf(`limit-${maxHistories - 1}`, 1)).at).toEqual([702]);
  expect(history.of(levelOf(`limit-${maxHistories}`, 1)).at).toEqual([]);
});

test('ticks are at round times, far enough from each other', () => {
  expect(ticksOf(1_000, 31_000, 600)).toEqual([5_000, 10_000, 15_000, 20_000, 25_000, 30_000]);
  expect(ticksOf(1_000, 31_000, 100)).toEqual([30_000]);
});

test('of many lines a few are drawn: those that are seen, and some beside', () => {
  for (const top of [0, 5_000, 100_000, 1e9]) {
    const { first, last } = sliceOf(10_000, top, 10 * rowHeight);
    expect(last - first).toBeLessThanOrEqual(10 + 2 * 6 + 1);
    expect([first >= 0, last <= 10_000, first < last]).toEqual([true, true, true]);
  }
  expect(sliceOf(3, 0, 400)).toEqual({ first: 0, last: 3 });
  expect(sliceOf(0, 0, 400)).toEqual({ first: 0, last: 0 });
  expect([scrolledTo(0, 500, 340), scrolledTo(20, 0, 340), scrolledTo(5, 0, 340)]).toEqual([
    0,
    21 * rowHeight - 340,
    0,
  ]);
});

test('events are read from pieces that are cut anywhere', () => {
  const text = ['one', 'two'].map(
    (label, at) =>
      `id: ${at + 1}\nevent: request\ndata: ${JSON.stringify(requestEntry({ id: at + 1, label }))}\n\n`,
  );
  const lost = 'event: lost\ndata: {"entries":3}\n\n';
  const stream = `: badgateway\n\n${lost}${text.join(': \n\n')}event: dropped\ndata: {}\n\n`;
  for (const size of [1, 7, 1_000_000]) {
    const parser = new EventParser();
    const read = Array.from({ length: Math.ceil(stream.length / size) }, (_, n) =>
      parser.read(stream.slice(n * size, (n + 1) * size)),
    );
    expect(read.flatMap(({ entries }) => entries).map(({ id }) => id)).toEqual([1, 2]);
    expect(read.at(-1)?.state).toBe('dropped');
  }
});
