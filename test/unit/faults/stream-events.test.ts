import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Fault } from '../../../src/faults/fault.ts';
import { findFault } from '../../../src/faults/index.ts';
import type { Step } from '../../../src/model/step.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { comment, end, eventStream, frame, head, part, pause, shown, watched } from '../../helpers/steps.ts';
import { applied } from './applied.ts';

type Params = Readonly<Record<string, unknown>>;
type Row = readonly [fault: string, params: Params, steps: string];

const event = (data: string) => frame(`data: ${data}\n\n`);

function named(name: string): Fault {
  const fault = findFault(name);
  if (fault === undefined) throw new Error(`no fault ${name}`);
  return fault;
}

/** Steps on one line: an event is `a/`, a line end `/`. */
function told(steps: readonly Step[]): string {
  return shown(steps)
    .map((step) =>
      step
        .replaceAll('\n', '/')
        .replaceAll('\r', '\\')
        .replace(/^data: (\w+)\/\/$/, '$1'),
    )
    .join(' | ');
}

const letters: readonly Step[] = [eventStream, ...'abcde'.split('').map(event), event('[DONE]'), end];

test.each<Row>([
  ['stream-drop', {}, 'a | c | d | e'],
  ['stream-drop', { frames: 1 }, 'b | c | d | e'],
  ['stream-drop', { every: 2 }, 'a | c | e | end'],
  ['stream-drop', { frames: 1, every: 2 }, 'b | d'],
  ['stream-duplicate', {}, 'a | b | b | c | d | e'],
  ['stream-duplicate', { frames: 5 }, 'a | b | c | d | e | e'],
  ['stream-duplicate', { every: 3 }, 'a | b | c | c | d | e | data: [DONE]//'],
  ['stream-reorder', {}, 'a | c | b | d | e'],
  ['stream-reorder', { frames: 1, every: 1 }, 'b | a | d | c'],
  ['stream-reorder', { frames: 1, every: 2 }, 'b | a | d | c'],
  ['stream-reorder', { frames: 1, every: 3 }, 'b | a | c | e | d'],
  ['stream-no-done', {}, 'a | b | c | d | e | end'],
])('%s %j', async (fault, params, expected) => {
  expect(told(await applied(named(fault), params, letters))).toContain(`head 200 | ${expected}`);
});

const ends = (steps: readonly Step[]) => told(steps).split(' | ').slice(-3).join(' | ');

test.each<Row>([
  ['stream-drop', { frames: 6 }, 'd | e | end'],
  ['stream-drop', { frames: 1, every: 1 }, 'head 200 | end'],
  ['stream-duplicate', { frames: 6 }, 'data: [DONE]// | data: [DONE]// | end'],
  ['stream-reorder', { frames: 5 }, 'data: [DONE]// | e | end'],
  ['stream-reorder', { frames: 6 }, 'e | data: [DONE]// | end'],
  ['stream-reorder', { frames: 2, every: 2 }, 'd | data: [DONE]// | end'],
])('%s %j at the end of a stream', async (fault, params, expected) => {
  expect(ends(await applied(named(fault), params, letters))).toBe(expected);
});

test('what is no event stays between events that are dropped, doubled or moved', async () => {
  const noted = [eventStream, event('a'), comment(': c\n\n'), pause(5), event('b'), part('rest'), end];
  const rows: readonly Row[] = [
    ['stream-drop', { frames: 1 }, 'head 200 | : c// | pause 5 | b | rest | end'],
    ['stream-duplicate', { frames: 1 }, 'head 200 | a | a | : c// | pause 5 | b | rest | end'],
    ['stream-reorder', { frames: 1 }, 'head 200 | : c// | pause 5 | b | a | rest | end'],
    ['stream-reorder', { frames: 2 }, 'head 200 | a | : c// | pause 5 | b | rest | end'],
  ];
  for (const [fault, params, expected] of rows)
    expect(told(await applied(named(fault), params, noted))).toBe(expected);
});

test('an event that comes in pieces is left alone, and counted', async () => {
  const long = [eventStream, event('a'), part('data: b'), frame('bb\n\n'), event('c'), event('d'), end];
  for (const fault of ['stream-drop', 'stream-duplicate', 'stream-reorder'])
    expect(await applied(named(fault), { frames: 2 }, long)).toEqual(long);
  expect(told(await applied(named('stream-reorder'), { frames: 1 }, long))).toBe(told(long));
  expect(told(await applied(named('stream-drop'), { frames: 3 }, long))).toBe(
    'head 200 | a | data: b | bb// | d | end',
  );
  expect(told(await applied(named('stream-bad-frame'), { frames: 1, kind: 'not-json' }, long))).toBe(
    'head 200 | a | data: b | bb// | data: upstream connect error or disconnect// | d | end',
  );
  expect(told(await applied(named('stream-comment'), {}, long))).toBe(
    'head 200 | : keep-alive// | a | data: b | bb// | : keep-alive// | c | : keep-alive// | d | end',
  );
});

const finish = (reason: unknown, more = {}) =>
  event(JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: reason }], ...more }));

test('an event with a finish_reason is dropped; null, usage and [DONE] stay', async () => {
  const usage = event('{"choices":[],"usage":{"total_tokens":3}}');
  const kept = [
    finish(null),
    event('{"finish_reason":"stop"}'),
    event('{"choices":"x"}'),
    usage,
    event('[DONE]'),
  ];
  const mixed = [eventStream, ...kept.slice(0, 3), finish('stop'), finish('length'), ...kept.slice(3), end];
  expect(await applied(named('stream-no-finish'), {}, mixed)).toEqual([eventStream, ...kept, end]);
});

test.each<[string, Params, string]>([
  ['cut-json', { frames: 1 }, 'a | data: {"b | c'],
  ['not-json', { frames: 1, kind: 'not-json' }, 'a | data: upstream connect error or disconnect | c'],
  ['no-colon', { frames: 1, kind: 'no-colon' }, 'a | upstream connect error or disconnect | c'],
  ['bare', { frames: 1, kind: 'bare' }, 'a | data: {"b":1}/c'],
])('a frame that is bad by %s', async (_, params, expected) => {
  const stream = [eventStream, event('a'), event('{"b":1}'), event('c'), end];
  const bytes = (await applied(named('stream-bad-frame'), params, stream)).flatMap((step) =>
    step.kind === 'frame' ? [step.bytes] : [],
  );
  const text = Buffer.concat(bytes).toString().replaceAll('\n\n', ' | ').replaceAll('\n', '/');
  expect(text.replaceAll(/data: (\w)\b(?! *con)/g, '$1')).toBe(`${expected} | `);
});

test.each<[Params, string]>([
  [{ frames: 0 }, 'xx'],
  [{ at: 'after-head' }, 'xx'],
  [{ bytes: '0B' }, 'xx'],
  [{ bytes: '1B' }, 'bb'],
  [{ bytes: '10B' }, 'bb'],
  [{ bytes: '13B' }, 'bb'],
  [{ bytes: '14B' }, 'cc'],
  [{ frames: 2 }, 'cc'],
])('the event that is rewritten at %j begins behind it', async (position, data) => {
  const stream = [eventStream, event('xx'), comment(':\n\n'), event('bb'), event('cc'), end];
  const steps = await applied(named('stream-bad-frame'), { ...position, kind: 'not-json' }, stream);
  const all = Buffer.concat(steps.flatMap((step) => (step.kind === 'frame' ? [step.bytes] : []))).toString();
  const expected = ['xx', 'bb', 'cc'].filter((each) => each !== data).map((each) => `data: ${each}\n`);
  expect(all.match(/data: \w\w\n/g)).toEqual(expected);
});

test.each<[string, Params, 'damaged' | 'whole']>([
  ['cut-json', { frames: 1 }, 'damaged'],
  ['not-json', { frames: 1 }, 'damaged'],
  ['bare', { frames: 1 }, 'damaged'],
  // Readers have to ignore such a line.
  ['no-colon', { frames: 1 }, 'whole'],
  ['cut-json', { frames: 9 }, 'whole'],
])('a stream with an event that is %s, at %j, counts as %s', async (kind, position, expected) => {
  const steps = await applied(named('stream-bad-frame'), { ...position, kind }, [
    ...[eventStream, event('{"a":1}'), event('{"b":2}'), end],
  ]);
  const last = steps.at(-1);
  expect(last).toEqual(expected === 'damaged' ? { kind: 'end', damaged: true } : end);
});

test('half of a text is no half of a character, and an event without data is not garbled', async () => {
  const stream = [eventStream, frame('event: ping\n\n'), frame('id: 7\r\ndata: a🌊\r\n\r\n'), end];
  expect(told(await applied(named('stream-bad-frame'), { frames: 0 }, stream))).toBe(
    'head 200 | event: ping// | id: 7\\/data: a\\/\\/ | end',
  );
});

test.each<[Params, string]>([
  [{}, ': keep-alive// | a | : keep-alive// | b | : keep-alive// | c'],
  [{ text: 'x', every: 2 }, 'a | : x// | b | c | : x// | d'],
  [{ text: '', every: 3, count: 2 }, 'a | b | : // | : // | c | d'],
])('comments by %j', async (params, expected) => {
  expect(told(await applied(named('stream-comment'), params, letters))).toContain(`head 200 | ${expected}`);
});

test('a comment that is not one line is refused', () => {
  expect(named('stream-comment').params.safeParse({ text: 'a\ndata: b' }).success).toBe(false);
});

test('an oversize frame means the same, in pieces of at most 64 KiB', async () => {
  const json = '{"a":["}",{}]}';
  const stream = [eventStream, event('[DONE]'), event(json), event(json), end];
  const steps = await applied(named('stream-oversize-frame'), { frames: 0, by: '150000B' }, stream);
  const frames = steps.flatMap((step) => (step.kind === 'frame' ? [step] : []));
  expect(frames.map(({ bytes, comment: part }) => [bytes.length, part])).toEqual([
    [14, undefined],
    [19, true],
    [65_536, true],
    [65_536, true],
    [18_928, true],
    [3, undefined],
    [22, undefined],
  ]);
  const [, padded = ''] = Buffer.concat(frames.map(({ bytes }) => bytes))
    .toString()
    .split('\n\n');
  expect(JSON.parse(padded.slice('data: '.length))).toEqual(JSON.parse(json));
  const plain = await applied(named('stream-oversize-frame'), { frames: 1 }, stream);
  expect(plain.reduce((sum, step) => sum + (step.kind === 'frame' ? step.bytes.length : 0), 0)).toBe(
    14 + 22 + 22 + 1_048_576,
  );
});

test('a stream of another type is the same stream, whose events are still told apart', async () => {
  const retype = named('stream-wrong-type');
  const body = Readable.from([Buffer.from('data: a\n\ndata: '), Buffer.from('b\n\n')]);
  const steps: Step[] = [head('Text/Event-Stream', ['x-a', '1']), { kind: 'pipe', body }, end];
  expect(await applied(retype, { type: 'text/html' }, steps)).toEqual([
    head('text/html', ['x-a', '1']),
    event('a'),
    event('b'),
    end,
  ]);
  expect(await applied(retype, {}, letters)).toEqual([head('application/json'), ...letters.slice(1)]);
  expect(retype.params.safeParse({ type: 'a\r\nb: c' }).success).toBe(false);
});

const rewriting = [
  ['stream-bad-frame', { frames: 0 }],
  ['stream-comment', {}],
  ['stream-drop', { frames: 1 }],
  ['stream-error', { frames: 0, then: 'continue' }],
  ['stream-no-done', {}],
  ['stream-split', {}],
] as const;

test.each(rewriting)(
  '%s leaves what is encoded alone: there are no events to be told apart',
  async (fault, params) => {
    const gzipped = [
      head('text/event-stream', ['Content-Encoding', 'gzip']),
      event('[DONE]'),
      event('b'),
      end,
    ];
    expect(await applied(named(fault), params, gzipped)).toEqual(gzipped);
  },
);

test.each([...rewriting, ['stream-wrong-type', {}]] as const)(
  '%s leaves a head without a body alone',
  async (fault, params) => {
    const declared = [head('text/event-stream', ['Content-Length', '99']), end];
    const facts = requestFacts(platformInUse(), { method: 'HEAD' });
    expect(await applied(named(fault), params, declared, { facts })).toEqual(declared);
    const unchanged = [head('text/event-stream', ['Content-Length', '99'], 304), end];
    expect(await applied(named(fault), params, unchanged)).toEqual(unchanged);
  },
);

test('a fault that holds an event gives what broke off as it broke off', async () => {
  const source = watched([eventStream, event('a'), { kind: 'sever', how: 'rst' }]);
  expect(told(await applied(named('stream-reorder'), { frames: 1 }, source))).toBe(
    'head 200 | a | sever rst',
  );
});
