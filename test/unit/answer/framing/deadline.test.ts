import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { interpose } from '../../../../src/answer/framing/interpose.ts';
import type { Step } from '../../../../src/model/step.ts';
import { type FixedClock, fixedClock } from '../../../helpers/clock.ts';
import {
  collect,
  end,
  eventStream,
  fin,
  frame,
  hangs,
  head,
  pause,
  shown,
  stream,
  watched,
} from '../../../helpers/steps.ts';

const cut = { steps: [fin], rest: 'dropped' } as const;
const stall = { steps: [hangs(500)], rest: 'follows' } as const;
const after = { kind: 'after', ms: 2_000 } as const;

/** Runs all pending callbacks that do not wait for the clock. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Steps that come when they are sent, and a client that takes each at once; its pauses pass by the clock. */
function liveSource(clock: FixedClock, insertion: Parameters<typeof interpose>[2] = cut) {
  const waiting: ((step: Step) => void)[] = [];
  const source = watched({
    *[Symbol.iterator]() {
      for (;;) yield new Promise<Step>((resolve) => waiting.push(resolve));
    },
  });
  const seen: Step[] = [];
  const done = (async () => {
    for await (const step of interpose(source, after, insertion, clock)) {
      seen.push(step);
      if (step.kind === 'pause' || step.kind === 'hang') clock.advance(step.ms);
      if (step.kind === 'end' || step.kind === 'sever') return;
    }
  })();
  return {
    ...{ source, seen, done },
    async send(step: Step) {
      await settle();
      waiting.shift()?.(step);
      await settle();
    },
  };
}

test('a silent source is cut when the time is over', async () => {
  const clock = fixedClock();
  const { source, seen, send, done } = liveSource(clock);
  await send(eventStream);
  expect(clock.waiting()).toEqual([2_000]);
  await send(frame('a'));
  clock.advance(1_999);
  await settle();
  expect(shown(seen)).toEqual(['head 200', 'a']);
  clock.advance(1);
  await done;
  expect(shown(seen)).toEqual(['head 200', 'a', 'sever fin']);
  expect(clock.waiting()).toEqual([]);
  // A waiting generator notices `return()` only at its next step; until then only `onEnd` has been called.
  await send(frame('too late'));
  expect(source.state()).toBe('returned');
});

test('the time runs from the head, not from the request', async () => {
  const clock = fixedClock();
  const { seen, send, done } = liveSource(clock);
  await settle();
  clock.advance(60_000);
  await send(eventStream);
  expect(clock.waiting()).toEqual([2_000]);
  await send(frame('a'));
  clock.advance(2_000);
  await done;
  expect(shown(seen)).toEqual(['head 200', 'a', 'sever fin']);
});

test('a frame that comes exactly when the time is over comes too late', async () => {
  const clock = fixedClock();
  const { seen, send, done } = liveSource(clock);
  await send(eventStream);
  clock.advance(2_000);
  await send(frame('late'));
  await done;
  expect(shown(seen)).toEqual(['head 200', 'sever fin']);
});

test('what was held back follows, when the rest is to follow', async () => {
  const clock = fixedClock();
  const { seen, send, done, source } = liveSource(clock, stall);
  await send(eventStream);
  clock.advance(2_000);
  await settle();
  expect(shown(seen)).toEqual(['head 200', 'hang 500']);
  await send(frame('a'));
  clock.advance(60_000);
  await send(frame('b'));
  await send(end);
  await done;
  expect(shown(seen)).toEqual(['head 200', 'hang 500', 'a', 'b', 'end']);
  expect(source.pulled()).toBe(4);
});

test('an answer that is over in time is as it was, and leaves no timer behind', async () => {
  const clock = fixedClock();
  expect(await collect(interpose(watched(stream), after, cut, clock))).toEqual(stream);
  expect(clock.waiting()).toEqual([]);
});

test('a source that fails is not waited for, and leaves no timer behind', async () => {
  const clock = fixedClock();
  const failing = watched([eventStream, Promise.reject(new Error('broken'))]);
  await expect(collect(interpose(failing, after, cut, clock))).rejects.toThrow('broken');
  expect(clock.waiting()).toEqual([]);
});

test('a client that leaves a silent source is no obstacle', async () => {
  const clock = fixedClock();
  const { source, seen, send } = liveSource(clock);
  await send(eventStream);
  await send(end);
  await settle();
  expect(shown(seen)).toEqual(['head 200', 'end']);
  expect(source.state()).toBe('returned');
});

type Row = readonly [what: string, steps: readonly Step[], cut: string, stalled: string];

test.each<Row>([
  [
    'inside a long pause',
    [eventStream, pause(5_000), frame('a'), end],
    'head 200 | pause 2000 | sever fin',
    'head 200 | pause 2000 | hang 500 | pause 3000 | a | end',
  ],
  [
    'inside a hang, whose own time is not over',
    [eventStream, hangs(5_000), fin],
    'head 200 | pause 2000 | sever fin',
    'head 200 | pause 2000 | hang 500 | hang 3000 | sever fin',
  ],
  [
    'in the third of several pauses',
    [eventStream, pause(900), frame('a'), pause(900), frame('b'), pause(900), frame('c'), end],
    'head 200 | pause 900 | a | pause 900 | b | pause 200 | sever fin',
    'head 200 | pause 900 | a | pause 900 | b | pause 200 | hang 500 | pause 700 | c | end',
  ],
  [
    'exactly at the end of a pause',
    [eventStream, pause(2_000), frame('a'), end],
    'head 200 | pause 2000 | sever fin',
    'head 200 | pause 2000 | hang 500 | a | end',
  ],
  [
    'never: a pause before the head does not count',
    [pause(9_000), eventStream, pause(1_999), frame('a'), end],
    'pause 9000 | head 200 | pause 1999 | a | end',
    'pause 9000 | head 200 | pause 1999 | a | end',
  ],
])('the time is over %s', async (_, steps, whenCut, whenStalled) => {
  for (const [insertion, expected] of [
    [cut, whenCut],
    [stall, whenStalled],
  ] as const) {
    const clock = fixedClock();
    const seen: Step[] = [];
    for await (const step of interpose(watched(steps), after, insertion, clock)) {
      seen.push(step);
      if (step.kind === 'pause' || step.kind === 'hang') clock.advance(step.ms);
    }
    expect(shown(seen).join(' | ')).toBe(expected);
    expect(clock.waiting()).toEqual([]);
  }
});

test('a piped body is cut by time as well', async () => {
  const clock = fixedClock();
  const body = new PassThrough();
  const seen: Step[] = [];
  const source = watched([head('text/plain'), { kind: 'pipe', body }, end]);
  const done = (async () => {
    for await (const step of interpose(source, after, cut, clock)) seen.push(step);
  })();
  body.write('one');
  await settle();
  clock.advance(1_000);
  body.write('two');
  await settle();
  clock.advance(1_000);
  await done;
  expect(shown(seen)).toEqual(['head 200', 'one', 'two', 'sever fin']);
});
