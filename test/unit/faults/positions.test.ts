import { expect, test } from 'vitest';
import { disconnect } from '../../../src/faults/disconnect.ts';
import { hang } from '../../../src/faults/hang.ts';
import { streamCut } from '../../../src/faults/stream-cut.ts';
import { streamStall } from '../../../src/faults/stream-stall.ts';
import type { Step } from '../../../src/model/step.ts';
import {
  comment,
  end,
  eventStream,
  frame,
  hangs,
  head,
  pause,
  shown,
  stream,
  watched,
  wholeAnswer,
} from '../../helpers/steps.ts';
import { applied } from './applied.ts';

type Row = readonly [params: Readonly<Record<string, unknown>>, steps: string];

test.each<Row>([
  [{}, 'sever fin'],
  [{ how: 'rst' }, 'sever rst'],
  [{ at: 'before-head' }, 'sever fin'],
  [{ at: 'after-head' }, 'head 200 | sever fin'],
  [{ at: 'after-head', how: 'rst' }, 'head 200 | sever rst'],
  [{ frames: 0 }, 'head 200 | sever fin'],
  [{ frames: 1 }, 'head 200 | aa | sever fin'],
  [{ frames: 3 }, 'head 200 | aa | bbb | c | sever fin'],
  [{ frames: 4 }, 'head 200 | aa | bbb | c | end'],
  [{ bytes: '0B' }, 'head 200 | sever fin'],
  [{ bytes: '1B' }, 'head 200 | a | sever fin'],
  [{ bytes: '2B' }, 'head 200 | aa | sever fin'],
  [{ bytes: '3B' }, 'head 200 | aa | b | sever fin'],
  [{ bytes: '6B' }, 'head 200 | aa | bbb | c | sever fin'],
  [{ bytes: '7B' }, 'head 200 | aa | bbb | c | end'],
])('disconnect %j', async (params, steps) => {
  expect(shown(await applied(disconnect, params, stream)).join(' | ')).toBe(steps);
});

test.each<Row>([
  [{}, 'head 200 | aa | bbb | c | end'],
  [{ frames: 0 }, 'head 200 | end'],
  [{ frames: 2 }, 'head 200 | aa | bbb | end'],
  [{ frames: 2, how: 'fin' }, 'head 200 | aa | bbb | sever fin'],
  [{ frames: 2, how: 'rst' }, 'head 200 | aa | bbb | sever rst'],
  [{ at: 'after-head' }, 'head 200 | end'],
  [{ bytes: '4B', how: 'rst' }, 'head 200 | aa | bb | sever rst'],
])('stream-cut %j', async (params, steps) => {
  expect(shown(await applied(streamCut, params, stream)).join(' | ')).toBe(steps);
});

test('a stream is cut after three frames when nothing else is said', async () => {
  const longer = [eventStream, ...'abcd'.split('').map(frame), end];
  expect(shown(await applied(streamCut, {}, longer))).toEqual(['head 200', 'a', 'b', 'c', 'end']);
  expect(shown(await applied(streamStall, {}, longer))).toEqual([
    'head 200',
    'a',
    'b',
    'c',
    'hang 60000',
    'd',
    'end',
  ]);
});

test.each<Row>([
  [{ frames: 1, for: '2s' }, 'head 200 | aa | hang 2000 | bbb | c | end'],
  [{ frames: 0, for: '2s' }, 'head 200 | hang 2000 | aa | bbb | c | end'],
  [{ bytes: '3B', for: '2s' }, 'head 200 | aa | b | hang 2000 | bb | c | end'],
  [{ bytes: '2B', for: '2s' }, 'head 200 | aa | hang 2000 | bbb | c | end'],
  [{ frames: 1, for: '24h' }, 'head 200 | aa | hang 60000 | bbb | c | end'],
])('stream-stall %j', async (params, steps) => {
  expect(shown(await applied(streamStall, params, stream)).join(' | ')).toBe(steps);
});

test.each<Row>([
  [{}, 'hang 60000 | sever fin'],
  [{ for: '24h' }, 'hang 60000 | sever fin'],
  [{ for: '30s', then: 'reset' }, 'hang 30000 | sever rst'],
  [{ for: '30s', then: 'continue' }, 'hang 30000 | head 200 | aa | bbb | c | end'],
  [{ at: 'after-head', for: '1s' }, 'head 200 | hang 1000 | sever fin'],
  [{ frames: 2, for: '1s', then: 'continue' }, 'head 200 | aa | bbb | hang 1000 | c | end'],
  [{ bytes: '1B', for: '1s', then: 'continue' }, 'head 200 | a | hang 1000 | a | bbb | c | end'],
])('hang %j', async (params, steps) => {
  expect(shown(await applied(hang, params, stream)).join(' | ')).toBe(steps);
});

test.each([
  [0.5, '{"a"'],
  [0.1, ''],
  [0.99, '{"a":12'],
])('a share of %d is taken of the declared length, rounded down', async (share, body) => {
  const steps = await applied(disconnect, { share }, wholeAnswer);
  expect(shown(steps)).toEqual(['head 200', ...(body === '' ? [] : [body]), 'sever fin']);
});

test('a share is taken of a length that is known without being declared', async () => {
  const known: Step[] = [{ ...eventStream, length: 6 } as Step, ...stream.slice(1)];
  expect(shown(await applied(streamCut, { share: 0.5 }, known))).toEqual(['head 200', 'aa', 'b', 'end']);
});

test('a share of a stream with a Content-Length is known, though the field goes', async () => {
  const declared = [head('text/event-stream', ['Content-Length', '6', 'x-a', '1']), ...stream.slice(1)];
  const [first, ...rest] = await applied(streamCut, { share: 0.5 }, declared);
  expect(first).toMatchObject({ headers: ['Content-Type', 'text/event-stream', 'x-a', '1'] });
  expect(shown(rest)).toEqual(['aa', 'b', 'end']);
});

test('where nobody knows the length a share is never reached', async () => {
  expect(await applied(disconnect, { share: 0.01 }, stream)).toEqual(stream);
});

test('comments are no frames, but their bytes are bytes', async () => {
  const noted = [eventStream, comment(':c'), frame('aa'), comment(':d'), frame('bb'), end];
  expect(shown(await applied(streamCut, { frames: 1 }, noted))).toEqual(['head 200', ':c', 'aa', 'end']);
  expect(shown(await applied(streamCut, { bytes: '5B' }, noted))).toEqual([
    'head 200',
    ':c',
    'aa',
    ':',
    'end',
  ]);
});

test('a media type is told apart in any case, and only as a whole word', async () => {
  const loud = [head('Text/Event-Stream; charset=utf-8'), ...stream.slice(1)];
  expect(shown(await applied(streamCut, { frames: 1 }, loud))).toEqual(['head 200', 'aa', 'end']);
  const other = [head('text/event-streams'), ...stream.slice(1)];
  expect(await applied(streamCut, { frames: 1 }, other)).toEqual(other);
});

test('pauses before a position stay, and those after it go with the rest', async () => {
  const slow = [pause(1), eventStream, pause(2), frame('aa'), hangs(3), frame('b'), end];
  expect(shown(await applied(disconnect, { frames: 1 }, slow))).toEqual([
    'pause 1',
    'head 200',
    'pause 2',
    'aa',
    'sever fin',
  ]);
});

test('before the head is before anything at all', async () => {
  const hinted: Step[] = [{ kind: 'informational', status: 103, headers: [] }, pause(1), ...stream];
  expect(shown(await applied(disconnect, {}, hinted))).toEqual(['sever fin']);
  expect(shown(await applied(hang, { for: '1s', then: 'continue' }, hinted))).toEqual([
    'hang 1000',
    ...shown(hinted),
  ]);
});

test('only the first event that completes a position is one', async () => {
  const source = watched(stream);
  expect(shown(await applied(hang, { frames: 1, for: '1s', then: 'continue' }, source))).toEqual([
    'head 200',
    'aa',
    'hang 1000',
    'bbb',
    'c',
    'end',
  ]);
  expect(source.state()).toBe('exhausted');
});

test.each([
  [disconnect, { frames: 1, bytes: '1B' }],
  [hang, { at: 'after-head', after: '1s' }],
  [streamCut, { share: 0.5, frames: 1 }],
  [streamStall, { after: '1s', bytes: '1B' }],
])('two positions at once are refused: %o', ({ params }, given) => {
  expect(params.safeParse(given).error?.issues[0]?.message).toMatch(/only one of/);
});
