import { expect, test } from 'vitest';
import { drip } from '../../../src/faults/drip.ts';
import { streamSplit } from '../../../src/faults/stream-split.ts';
import type { Step } from '../../../src/model/step.ts';
import {
  comment,
  end,
  eventStream,
  frame,
  hangs,
  head,
  part,
  pause,
  shown,
  wholeAnswer,
} from '../../helpers/steps.ts';
import { applied, hangMs } from './applied.ts';

type Params = Readonly<Record<string, unknown>>;

/** In latin1: a part `[…]`, a comment `[…]?`, a frame that counts `[…]!`; pauses `~ms`, unpaced `_ms`. */
function asLine(steps: readonly Step[]): string {
  return steps
    .map((step) => {
      if (step.kind === 'pause') return step.paced === true ? `~${step.ms}` : `_${step.ms}`;
      if (step.kind !== 'frame') return shown([step])[0];
      const text = step.bytes.toString('latin1').replaceAll('\n', '/').replaceAll('\r', '\\');
      return step.comment === true ? `[${text}]${step.part === true ? '' : '?'}` : `[${text}]!`;
    })
    .join(' ');
}

test.each<readonly [string, Params, string]>([
  ['data: aé\n\n', {}, '[data: aÃ] _2 [©//]!'],
  ['data: 東🌊\n\n', {}, '[data: æ] _2 [\x9d±ð] _2 [\x9f\x8c\x8a//]!'],
  ['data: abcd\n\n', {}, '[data: ] _2 [abcd//]!'],
  ['data: é\n\n', { inside: 'line-end' }, '[data: Ã©/] _2 [/]!'],
  ['data: a\r\n\r\n', { inside: 'line-end', gap: '5ms' }, '[data: a\\] _5 [/] _5 [\\] _5 [/]!'],
  ['data: a\r\r', { inside: 'line-end' }, '[data: a\\] _2 [\\]!'],
  ['data: é\n\n', { bytes: '4B' }, '[data] _2 [: Ã©] _2 [//]!'],
  ['data: é\n\n', { inside: 'anywhere', bytes: '7B', gap: '0ms' }, '[data: Ã] [©//]!'],
  ['data: é\n\n', { inside: 'anywhere' }, '[data: Ã©//]!'],
  ['data: 0123456789\n\n', { inside: 'anywhere' }, '[data: 0123456789] _2 [//]!'],
])('%j in pieces by %j', async (event, params, pieces) => {
  const steps = [eventStream, comment(': naïve\n\n'), frame(event), end];
  expect(asLine(await applied(streamSplit, params, steps))).toBe(`head 200 [: naÃ¯ve//]? ${pieces} end`);
});

test('pieces come apart no longer than the limit allows, and then at once', async () => {
  const steps = [eventStream, ...Array.from({ length: 5 }, () => frame('data: a\n\n')), end];
  const all = await applied(streamSplit, { gap: '25s' }, steps);
  expect(all.filter(({ kind }) => kind === 'pause')).toMatchObject([
    { ms: 25_000 },
    { ms: 25_000 },
    { ms: 10_000 },
  ]);
  expect(all.filter(({ kind }) => kind === 'frame')).toHaveLength(10);
});

test.each([{ bytes: '0B' }, { inside: 'character', bytes: '2B' }, { inside: 'line-end', bytes: '2B' }])(
  'a split that says %j is refused',
  (params) => {
    expect(streamSplit.params.safeParse(params).success).toBe(false);
  },
);

test('a drip waits before each frame; comments, other steps and the end do not wait', async () => {
  const steps = [eventStream, comment(': a\n\n'), frame('b'), pause(3), hangs(4), frame('c'), end];
  expect(asLine(await applied(drip, { perFrame: '500ms' }, steps))).toBe(
    'head 200 [: a//]? ~500 [b]! _3 hang 4 ~500 [c]! end',
  );
});

test('a frame that comes in parts is waited for once, before the first', async () => {
  const steps = [eventStream, part('data: a'), part('b'), frame('\n\n'), frame('c'), end];
  expect(asLine(await applied(drip, { perFrame: '5ms' }, steps))).toBe(
    'head 200 ~5 [data: a] [b] [//]! ~5 [c]! end',
  );
});

const body = (...sizes: readonly number[]): Step[] => [
  head('text/plain'),
  ...sizes.map((size) => frame('x'.repeat(size))),
  end,
];

test.each<readonly [string, readonly number[], string]>([
  ['100B', [25], '~100 [10] ~100 [10] ~100 [5]!'],
  ['100B', [3, 3, 3, 3], '~100 [3]! [3]! [3]! [1] ~100 [2]!'],
  ['100B', [10, 10], '~100 [10]! ~100 [10]!'],
  ['1B', [2], '~1000 [1] ~1000 [1]!'],
  ['4B', [2], '~250 [1] ~250 [1]!'],
  ['25B', [5], '~80 [2] ~80 [2] ~80 [1]!'],
  ['1MiB', [100, 200], `~${(104_857 * 1_000) / 1_048_576} [100]! [200]!`],
])('%s a second of frames of %j bytes', async (rate, sizes, expected) => {
  const steps = await applied(drip, { rate }, body(...sizes));
  expect(asLine(steps).replaceAll(/x+/g, (piece) => String(piece.length))).toBe(`head 200 ${expected} end`);
});

test('a drip keeps a head as it is, and drips whole answers too', async () => {
  const [first, ...rest] = await applied(drip, { rate: '40B' }, wholeAnswer);
  expect(first).toEqual(wholeAnswer[0]);
  expect(asLine(rest)).toBe('~100 [{"a"] ~100 [:12}]! end');
});

test('a drip ends by itself: when the limit is reached the rest follows at once', async () => {
  const byRate = await applied(drip, { rate: '1B' }, body(80, 5));
  const waited = byRate.reduce((sum, step) => sum + (step.kind === 'pause' ? step.ms : 0), 0);
  expect(waited).toBe(hangMs);
  expect(byRate.filter(({ kind }) => kind === 'frame')).toHaveLength(62);
  const byFrame = await applied(drip, { perFrame: '40s' }, body(1, 1, 1, 1));
  expect(asLine(byFrame)).toBe('head 200 ~40000 [x]! ~20000 [x]! [x]! [x]! end');
});

test.each([{}, { rate: '0B' }, { rate: '1B', perFrame: '1s' }])(
  'a drip that says %j is refused',
  (params) => {
    expect(drip.params.safeParse(params).success).toBe(false);
  },
);
