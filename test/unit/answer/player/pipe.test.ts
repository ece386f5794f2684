import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import type { Step } from '../../../../src/model/step.ts';
import { end, eventStream, fin, frame, head, watched } from '../../../helpers/steps.ts';
import { withResponseSink } from './sink-fixture.ts';

const pipe = (body: PassThrough): Step => ({ kind: 'pipe', body });

test('a body is piped as it comes, and counted', async () => {
  await withResponseSink(async ({ play, received }) => {
    const body = new PassThrough();
    const playing = play(watched([head('text/plain'), pipe(body), end]));
    await vi.waitFor(() => expect(received()).toMatch(/\r\n\r\n$/));
    body.write('one');
    await vi.waitFor(() => expect(received()).toMatch(/3\r\none\r\n$/));
    body.end('two!');
    expect(await playing).toMatchObject({ bytes: 7, frames: 0, ending: 'complete' });
    await vi.waitFor(() => expect(received()).toMatch(/one\r\n4\r\ntwo!\r\n0\r\n\r\n$/));
  });
});

test('the step after a body reports how it broke', async () => {
  await withResponseSink(async ({ play, ended }) => {
    const body = new PassThrough();
    const playing = play(watched([eventStream, pipe(body), fin]));
    body.write('data: a\n\n');
    setImmediate(() => body.destroy(new Error('upstream died')));
    expect((await playing).ending).toBe('severed');
    await vi.waitFor(() => expect(ended()).toBe('fin'));
  });
});

test('a body that broke before its turn is not waited for', async () => {
  await withResponseSink(async ({ play }) => {
    const body = new PassThrough();
    body.on('error', () => {});
    body.destroy(new Error('upstream died'));
    await once(body, 'close').catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect((await play(watched([eventStream, pipe(body), fin]))).ending).toBe('severed');
  });
});

test('an empty body ends at once', async () => {
  await withResponseSink(async ({ play, received }) => {
    const body = new PassThrough();
    body.end();
    expect(await play(watched([head('text/plain'), pipe(body), end]))).toMatchObject({
      bytes: 0,
      ending: 'complete',
    });
    await vi.waitFor(() => expect(received()).toMatch(/\r\n\r\n0\r\n\r\n$/));
  });
});

test('a client that reads slowly holds the source back, and gets everything', async () => {
  const piece = Buffer.alloc(1_048_576, 'x');
  const count = 64;
  await withResponseSink(async ({ play, client, received }) => {
    client.pause();
    let made = 0;
    function* pieces(): Generator<Step> {
      yield head('application/octet-stream', ['Content-Length', String(count * piece.length)]);
      for (; made < count; made += 1) yield { kind: 'frame', bytes: piece };
      yield end;
    }
    const source = watched(pieces());
    const playing = play(source);
    let before = -1;
    // Writing has stopped when the kernel's buffers are full.
    await vi.waitFor(
      () => {
        const now = made;
        const atRest = now === before && now > 0;
        before = now;
        expect(atRest).toBe(true);
      },
      { interval: 50, timeout: 10_000 },
    );
    expect(made).toBeLessThan(count);
    client.resume();
    expect(await playing).toMatchObject({ bytes: count * piece.length, frames: count, ending: 'complete' });
    await vi.waitFor(() => expect(received().length).toBeGreaterThan(count * piece.length), {
      timeout: 10_000,
    });
  });
});

test('a client that leaves while there is no room ends the source, once', async () => {
  const piece = Buffer.alloc(1_048_576, 'x');
  await withResponseSink(async ({ play, client, res, left }) => {
    client.pause();
    function* endless(): Generator<Step> {
      yield eventStream;
      for (;;) yield { kind: 'frame', bytes: piece };
    }
    const source = watched(endless());
    const playing = play(source);
    await vi.waitFor(() => expect(res.writableNeedDrain).toBe(true));
    client.destroy();
    expect((await playing).ending).toBe('client-left');
    expect([left(), source.state()]).toEqual([1, 'returned']);
    expect(res.listenerCount('drain')).toBe(0);
  });
});

test('a piped body waits for a client that reads slowly', async () => {
  await withResponseSink(async ({ play, client, left }) => {
    client.pause();
    const body = new PassThrough();
    let fed = 0;
    const feed = (): void => {
      let room = true;
      for (; room && fed < 256; fed += 1) room = body.write(Buffer.alloc(262_144));
    };
    body.on('drain', feed);
    const playing = play(watched([head('text/plain'), pipe(body), end]));
    feed();
    await vi.waitFor(() => expect(body.isPaused()).toBe(true), { timeout: 10_000 });
    expect(fed).toBeLessThan(256);
    client.destroy();
    expect((await playing).ending).toBe('client-left');
    expect(left()).toBe(1);
    expect([body.listenerCount('data'), body.readableFlowing]).toEqual([0, false]);
  });
});

test('frames behind a pipe come behind its body', async () => {
  await withResponseSink(async ({ play, received }) => {
    const body = new PassThrough();
    body.end('body,');
    await play(watched([head('text/plain'), pipe(body), frame('more'), end]));
    await vi.waitFor(() => expect(received()).toMatch(/body,\r\n4\r\nmore\r\n0\r\n\r\n$/));
  });
});
