import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import type { Step } from '../../../../src/model/step.ts';
import { someTime } from '../../../helpers/facts.ts';
import {
  comment,
  end,
  eventStream,
  fin,
  frame,
  hangs,
  head,
  pause,
  rst,
  watched,
  wholeAnswer,
} from '../../../helpers/steps.ts';
import { withResponseSink } from './sink-fixture.ts';

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

test('a whole answer: one head, one body, complete', async () => {
  await withResponseSink(async ({ play, received, left }) => {
    expect(await play(wholeAnswer)).toEqual({
      status: 200,
      headers: ['Content-Type', 'application/json', 'Content-Length', '8'],
      headAt: someTime,
      error: null,
      frames: 1,
      bytes: 8,
      pauses: [],
      ending: 'complete',
    });
    await vi.waitFor(() => expect(received()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\{"a":12\}$/s));
    expect(left()).toBe(0);
  });
});

const both = [
  ['at once', (steps: readonly Step[]) => steps],
  ['step by step', (steps: readonly Step[]) => watched(steps)],
] as const;

test.each(both)('every step that needs no waiting, played %s', async (_, given) => {
  await withResponseSink(async ({ play, received }) => {
    const steps: Step[] = [
      { kind: 'informational', status: 103, reason: 'Early Hints', headers: ['Link', '</a>'] },
      { ...eventStream, headers: ['X-Case', 'Kept', 'trailer', 'x-sum'], reason: 'Fine' } as Step,
      comment(':c'),
      frame('one'),
      frame('two'),
      { kind: 'trailers', headers: ['x-sum', '42', 'x-sum-two', '43'] },
      end,
    ];
    const played = await play(given(steps));
    expect(played).toMatchObject({ status: 200, frames: 2, bytes: 8, ending: 'complete', pauses: [] });
    await vi.waitFor(() => expect(received()).toMatch(/0\r\n.*\r\n\r\n$/s));
    const [hint, first, ...rest] = received().split('\r\n\r\n');
    expect(hint).toBe('HTTP/1.1 103 Early Hints\r\nLink: </a>');
    expect(first).toMatch(/^HTTP\/1\.1 200 Fine\r\nX-Case: Kept\r\ntrailer: x-sum\r\nDate: /);
    expect(rest.join('\r\n\r\n')).toContain(
      `${chunk(':c')}${chunk('one')}${chunk('two')}0\r\nx-sum: 42\r\nx-sum-two: 43`,
    );
  });
});

test.each(both)('the head of an upstream goes out as it came, played %s', async (_, given) => {
  await withResponseSink(async ({ play, received }) => {
    const relayed: Step = {
      ...head('a/b', ['Connection', 'close'], 299),
      origin: 'upstream',
      reason: 'Odd',
    } as Step;
    await play(given([relayed, frame('x'), end]));
    await vi.waitFor(() => expect(received()).toContain('x'));
    expect(received()).toMatch(/^HTTP\/1\.1 299 Odd\r\nContent-Type: a\/b\r\nConnection: close\r\n/);
    expect(received()).not.toMatch(/date:/i);
  });
});

test.each(both)('steps that stop without an end are an error, played %s', async (_, given) => {
  await withResponseSink(async ({ play }) => {
    await expect(play(given([eventStream, frame('a')]))).rejects.toThrow(/ended without end or sever/);
  });
});

test('a failing source is an error, and is stopped', async () => {
  await withResponseSink(async ({ play, left }) => {
    const source = watched([eventStream, Promise.reject(new Error('broken'))]);
    await expect(play(source)).rejects.toThrow('broken');
    expect(source.state()).toBe('returned');
    expect(left()).toBe(1);
  });
});

test('nothing is pulled behind the last step, and the source hears that nobody reads on', async () => {
  await withResponseSink(async ({ play, left, res }) => {
    const source = watched([...wholeAnswer, frame('never'), end]);
    const listeners = res.listenerCount('close');
    expect(await play(source)).toMatchObject({ ending: 'complete', frames: 1 });
    expect(res.listenerCount('close')).toBeLessThanOrEqual(listeners);
    expect([source.pulled(), source.state(), left()]).toEqual([3, 'returned', 1]);
  });
});

test('raw bytes go past the framing, behind the head', async () => {
  await withResponseSink(async ({ play, received }) => {
    const raw: Step = { kind: 'raw', under: 'http', bytes: Buffer.from('zz\r\n') };
    expect(await play([eventStream, frame('a'), raw, fin])).toMatchObject({ bytes: 5, frames: 1 });
    await vi.waitFor(() => expect(received()).toMatch(/\r\n\r\n1\r\na\r\nzz\r\n$/));
  });
});

test.each([
  ['fin', fin],
  ['rst', rst],
])('%s ends the connection, after what was written before', async (how, step) => {
  await withResponseSink(async ({ play, received, ended, left, clock }) => {
    const playing = play(watched([eventStream, frame('data: a\n\n'), step]));
    await vi.waitFor(() => expect(received()).toMatch(/\r\n\r\n9\r\ndata: a\n\n\r\n$/));
    // Before a reset the client gets some time to read the sent bytes.
    if (how === 'rst') {
      await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1));
      clock.advance(1_000);
    }
    expect(await playing).toMatchObject({ ending: 'severed', frames: 1 });
    await vi.waitFor(() => expect(ended()).toBe(how));
    expect(left()).toBe(1);
  });
});

test('severed before the head: not a byte', async () => {
  await withResponseSink(async ({ play, received, ended }) => {
    expect(await play(watched([fin]))).toMatchObject({ status: null, bytes: 0, ending: 'severed' });
    await vi.waitFor(() => expect(ended()).toBe('fin'));
    expect(received()).toBe('');
  });
});

test('pauses take as long as the clock says, and the head does not wait for them', async () => {
  await withResponseSink(async ({ play, clock, received }) => {
    const playing = play([pause(100), head('text/plain'), pause(250), frame('a'), end]);
    await vi.waitFor(() => expect(clock.waiting()).toEqual([100]));
    expect(received()).toBe('');
    clock.advance(120);
    await vi.waitFor(() => expect(clock.waiting()).toEqual([250]));
    await vi.waitFor(() => expect(received()).toMatch(/\r\n\r\n$/));
    clock.advance(250);
    expect(await playing).toMatchObject({
      ending: 'complete',
      pauses: [
        { kind: 'pause', plannedMs: 100, actualMs: 120 },
        { kind: 'pause', plannedMs: 250, actualMs: 250 },
      ],
    });
  });
});

test.each([
  ['hung', [eventStream, hangs(50), fin]],
  ['hung', [hangs(50), rst]],
  ['severed', [eventStream, hangs(50), frame('a'), fin]],
  ['severed', [eventStream, pause(50), fin]],
  ['complete', [eventStream, hangs(50), frame('a'), end]],
])('%s: %j', async (ending, steps) => {
  await withResponseSink(async ({ play, clock }) => {
    const playing = play(watched(steps));
    await vi.waitFor(() => expect(clock.waiting()).toEqual([50]));
    clock.advance(50);
    expect((await playing).ending).toBe(ending);
  });
});

test('a hang is hung also when its pause is no longer noted', async () => {
  await withResponseSink(async ({ play, clock }) => {
    const pauses = Array.from({ length: 100 }, () => pause(1));
    const playing = play(watched([eventStream, ...pauses, hangs(1), fin]));
    for (let n = 0; n <= 100; n += 1) {
      await vi.waitFor(() => expect(clock.waiting()).toEqual([1]), { interval: 1 });
      clock.advance(1);
    }
    const played = await playing;
    expect(played.ending).toBe('hung');
    expect(played.pauses).toHaveLength(64);
  });
});

test.each<[string, (body: PassThrough) => Step]>([
  ['a pause', () => pause(9_000)],
  ['a hang', () => hangs(9_000)],
  ['a silent body', (body) => ({ kind: 'pipe', body })],
])('a client that leaves during %s ends the source, once', async (_, waiting) => {
  await withResponseSink(async ({ play, client, received, left, clock }) => {
    const body = new PassThrough();
    const source = watched([eventStream, waiting(body), frame('never'), end]);
    const playing = play(source);
    await vi.waitFor(() => expect(received()).toMatch(/\r\n\r\n/));
    client.destroy();
    expect(await playing).toMatchObject({ ending: 'client-left', frames: 0 });
    expect([left(), source.state(), source.pulled()]).toEqual([1, 'returned', 2]);
    expect(clock.waiting()).toEqual([]);
    expect(body.isPaused()).toBe(body.readableFlowing === false);
  });
});

test('a client that leaves while the source is silent ends the source, once', async () => {
  await withResponseSink(async ({ play, client, left }) => {
    const source = watched([new Promise<Step>(() => {})]);
    const playing = play(source);
    client.destroy();
    expect(await playing).toMatchObject({ status: null, ending: 'client-left' });
    expect([left(), source.state()]).toEqual([1, 'returned']);
  });
});

test('a client that had left before gets nothing, and the source is not asked', async () => {
  await withResponseSink(async ({ play, client, res, left }) => {
    client.destroy();
    await vi.waitFor(() => expect(res.closed || res.destroyed).toBe(true));
    const source = watched(wholeAnswer);
    expect(await play(source)).toMatchObject({ status: null, ending: 'client-left' });
    expect([left(), source.pulled()]).toEqual([1, 0]);
  });
});

test('while the gateway is closing, a broken-off answer is drained', async () => {
  await withResponseSink(
    async ({ play, client }) => {
      const playing = play([eventStream, hangs(9_000), fin]);
      client.destroy();
      expect(await playing).toMatchObject({ ending: 'drained' });
    },
    { brokenOff: () => 'drained' },
  );
});

test('the fields that the journal keeps are the redacted ones', async () => {
  await withResponseSink(
    async ({ play, received }) => {
      expect((await play(wholeAnswer)).headers).toEqual(['hidden']);
      await vi.waitFor(() => expect(received()).toContain('Content-Length: 8'));
    },
    { redact: () => ['hidden'] },
  );
});
