import { expect, test } from 'vitest';
import type { Span } from '../../../src/traces/otlp.ts';
import { type Delivery, SpanQueue } from '../../../src/traces/span-queue.ts';
import { type FixedClock, fixedClock } from '../../helpers/clock.ts';

interface Collector {
  readonly clock: FixedClock;
  readonly queue: SpanQueue;
  /** Sizes of the batches that came. */
  readonly came: number[];
  /** What becomes of the next batches; `null`: no answer comes. */
  answers: Delivery | null;
}

const span = {} as Span;

function collector(answers: Delivery | null = 'taken'): Collector {
  const [clock, came] = [fixedClock(), [] as number[]];
  const queue = new SpanQueue({
    clock,
    deliver(spans, signal) {
      came.push(spans.length);
      if (made.answers !== null) return Promise.resolve(made.answers);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve('later')));
    },
  });
  const made: Collector = { clock, queue, came, answers };
  return made;
}

function add({ queue }: Collector, count: number): void {
  for (let n = 0; n < count; n += 1) queue.add(span);
}

/** Lets everything happen that waits for no clock. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a few spans are sent together after 5 s', async () => {
  const it = collector();
  add(it, 3);
  it.clock.advance(4_999);
  expect(it.came).toEqual([]);
  it.clock.advance(1);
  await settled();
  expect(it.came).toEqual([3]);
  expect(await it.queue.close()).toBe(0);
});

test('512 spans are sent at once, the rest when the queue is closed', async () => {
  const it = collector();
  add(it, 600);
  await settled();
  expect(it.came).toEqual([512, 88]);
  add(it, 1);
  expect(await it.queue.close()).toBe(0);
  expect(it.came).toEqual([512, 88, 1]);
});

test('while the collector is down it is asked every 5 s, and at most 2,048 spans wait', async () => {
  const it = collector('later');
  add(it, 512);
  await settled();
  add(it, 3_000);
  await settled();
  expect(it.came).toEqual([512]);
  it.clock.advance(5_000);
  await settled();
  expect(it.came).toEqual([512, 512]);
  it.answers = 'taken';
  it.clock.advance(5_000);
  await settled();
  expect(it.came.slice(2)).toEqual([512, 512, 512, 512]);
  expect(await it.queue.close()).toBe(512 + 3_000 - 2_048);
});

test('what the collector refuses is not sent again', async () => {
  const it = collector('refused');
  add(it, 512);
  await settled();
  it.answers = 'taken';
  add(it, 1);
  expect(await it.queue.close()).toBe(512);
  expect(it.came).toEqual([512, 1]);
});

test('a collector that does not answer keeps a closing gateway for a second', async () => {
  const it = collector(null);
  add(it, 513);
  const closed = it.queue.close();
  await settled();
  expect(it.came).toEqual([512]);
  it.clock.advance(1_000);
  expect(await closed).toBe(513);
});
