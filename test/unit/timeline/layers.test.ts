import { expect, test } from 'vitest';
import type { RequestEntry } from '../../../src/model/entry.ts';
import { describeLayers, layersOf } from '../../../src/timeline/layers.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { type Told, timeline } from '../../helpers/timeline.ts';

const inUse = platformInUse();

/** A call whose requests come these gaps after each other; each has what is told of it. */
function layersIn(gaps: readonly number[], entryOf: (index: number) => Partial<RequestEntry>) {
  let at = 0;
  const told = [0, ...gaps].map((gap, index): Told => {
    at += gap;
    return { at, took: 0, error: 'bad-gateway', entry: entryOf(index) };
  });
  const [call] = timeline({ inUse, calls: [told] }).calls;
  if (call === undefined) throw new Error('there is one call');
  return { ...layersOf(call), says: describeLayers(told.length, 1, layersOf(call)) };
}

const counts = (inner: number) => (index: number) => ({ retryCount: index % inner });
/** Gaps of rounds of three, with these pauses between. */
const round = [500, 1_000];
const threes = (...pauses: readonly number[]) => [...pauses.flatMap((pause) => [...round, pause]), ...round];
const none = () => ({});

test.each([
  ['a request alone', [], none, [], '1 request for 1 call'],
  ['a loop', [1_000, 2_000, 4_000], none, [4], '4 requests for 1 call'],
  ['an SDK', [500, 1_000], counts(3), [3], '3 requests for 1 call'],
  ['an SDK in a loop', threes(200), counts(3), [3, 2], 'through 2 layers (3 × 2)'],
  ['an SDK in a loop of three', threes(200, 400), counts(3), [3, 3], 'through 2 layers (3 × 3)'],
  ['four rounds, of which two may be one', threes(9, 9, 9), counts(3), [3, 4], 'through at least 2 layers'],
  ['a framework and a job', threes(9, 4_000, 9), counts(3), [3, 2, 2], 'through 3 layers (3 × 2 × 2)'],
  ['a job that ends early', threes(9, 4_000, 9, 4_000), counts(3), [3, 2, 3], 'through 3 layers (3 × 2 × 3)'],
  ['waits that grow around', threes(1_000, 4_000, 16_000), counts(3), [3, 4], 'through at least 2 layers'],
  ['a loop whose SDK does not retry', [9, 9, 9], () => ({ retryCount: 0 }), [4], '4 requests for 1 call'],
  [
    'a key for each round',
    [500, 9, 500],
    (index: number) => ({ idempotencyKey: index < 2 ? 'one' : 'two' }),
    [2, 2],
    'through 2 layers (2 × 2)',
  ],
  [
    'a key for each request',
    [500, 9, 500],
    (index: number) => ({ idempotencyKey: `${index}` }),
    [4],
    '4 requests for 1 call',
  ],
  [
    'a trace for each round',
    [500, 9, 500, 9],
    (index: number) => ({ trace: { trace: `${Math.floor(index / 2)}`, parent: '1', flags: 1 } }),
    [2, 3],
    'through 2 layers (2 × 3)',
  ],
  ['pauses alone, often', [9, 900, 9, 900, 9], none, [2, 3], 'through at least 2 layers (2 × 3)'],
  ['pauses alone, once', [9, 900, 9], none, [4], '4 requests for 1 call'],
  ['pauses that are too short', [1, 90, 1, 90, 1], none, [6], '6 requests for 1 call'],
  ['pauses that are too alike', [300, 900, 300, 900, 300], none, [6], '6 requests for 1 call'],
  ['pauses between unequal parts', [9, 900, 9, 9, 900, 9, 900, 9], none, [9], '9 requests for 1 call'],
  [
    'another model for each round',
    threes(9, 9),
    (index: number) => ({ retryCount: index % 3, model: `model ${Math.floor(index / 3)}` }),
    [3],
    '9 requests for 1 call',
  ],
])('%s', (_, gaps, entryOf, times, says) => {
  const layers = layersIn(gaps, entryOf);
  expect(layers.times).toEqual(times);
  expect(layers.says).toContain(says);
});
