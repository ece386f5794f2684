import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { ReadWatch } from '../../../src/listener/read-watch.ts';
import { type FixedClock, fixedClock } from '../../helpers/clock.ts';

/** A connection as far as it is looked at. */
class Line extends EventEmitter {
  bytesRead = 0;
  destroyed = false;

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

interface Head {
  readonly request: EventEmitter & { complete: boolean };
  /** When it began, as the watch says. */
  readonly began: number | null;
  answered(): void;
}

interface Watched {
  readonly clock: FixedClock;
  readonly watch: ReadWatch;
  readonly line: Line;
  readonly late: Line[];
  /** The head of a request arrives; answers with what ends its answer. */
  head(complete?: boolean, headers?: object): Head;
}

function watched(state: 'begun' | 'silent', limit = 30_000): Watched {
  const clock = fixedClock();
  const late: Line[] = [];
  const watch = new ReadWatch({
    clock,
    limitMs: () => limit,
    late: (socket) => late.push(socket as unknown as Line),
  });
  const line = new Line();
  watch.began(line as unknown as Socket, state);
  const head = (complete = true, headers = {}) => {
    const request = Object.assign(new EventEmitter(), { complete, socket: line, headers });
    const response = new EventEmitter();
    const began = watch.arrived(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    return { request, began, answered: () => void response.emit('close') };
  };
  return { clock, watch, line, late, head };
}

/** Steps at which connections are looked at, with a limit of 30 s. */
const stepMs = 30_000 / 32;

test('a head that has begun is late when the limit is over, and not before', () => {
  const { clock, line, late } = watched('begun');
  clock.advance(29_999);
  expect(late).toEqual([]);
  clock.advance(1 + stepMs);
  expect(late).toEqual([line]);
  expect(clock.pending()).toEqual([]);
});

test('a head that arrives in time is waited for no longer', () => {
  const { clock, late, head } = watched('begun');
  clock.advance(29_000);
  head();
  clock.advance(90_000);
  expect(late).toEqual([]);
});

test('when a head began is told, if it did not come at once', () => {
  const { clock, line, head } = watched('begun');
  const start = clock.now();
  clock.advance(9_000);
  const first = head();
  expect(first.began).toBe(start);
  first.answered();
  clock.advance(10_000);
  const second = head();
  expect(second.began).toBeNull();
  second.answered();
  line.bytesRead += 1;
  clock.advance(5_000);
  const seen = head().began ?? 0;
  expect(seen).toBeGreaterThan(start + 19_000);
  expect(seen).toBeLessThanOrEqual(start + 19_000 + stepMs);
});

test('requests on a connection take no timer of their own', () => {
  const { clock, head } = watched('begun');
  const after = vi.spyOn(clock, 'after');
  for (let count = 0; count < 9; count += 1) head().answered();
  expect(after).not.toHaveBeenCalled();
  expect(clock.pending()).toHaveLength(1);
});

test('a further request counts from its first byte, however long the connection was idle', () => {
  const { clock, line, late, head } = watched('begun');
  head().answered();
  clock.advance(100_000);
  line.bytesRead += 1;
  clock.advance(29_999);
  expect(late).toEqual([]);
  clock.advance(1 + 2 * stepMs);
  expect(late).toEqual([line]);
  expect(line.destroyed).toBe(false);
});

test('of pipelined requests the last one that is unanswered keeps the watch away', () => {
  const { clock, line, late, head } = watched('begun');
  const [one, other] = [head(), head()];
  one.answered();
  line.bytesRead += 1;
  clock.advance(90_000);
  expect(late).toEqual([]);
  other.answered();
  line.bytesRead += 1;
  clock.advance(32_000);
  expect(late).toEqual([line]);
});

test('bytes that are no request wait for the answers to whole requests before them', () => {
  const { watch, line, head } = watched('begun');
  const socket = line as unknown as Socket;
  const done = vi.fn();
  expect(watch.isAnswering(socket, done)).toBe(false);
  const [one, other] = [head(), head()];
  head(false, { 'content-length': '9' });
  expect(watch.isAnswering(socket, done)).toBe(true);
  one.answered();
  expect(done).not.toHaveBeenCalled();
  other.answered();
  expect(done).toHaveBeenCalledOnce();
});

test('a request whose own body is broken waits for no answer', () => {
  const { watch, line, head } = watched('begun');
  head(false, { 'content-length': '9' });
  expect(watch.isAnswering(line as unknown as Socket, () => {})).toBe(false);
});

test('a connection without a byte is closed in silence after a minute', () => {
  const { clock, line, late } = watched('silent');
  clock.advance(59_000);
  expect(line.destroyed).toBe(false);
  clock.advance(1_000 + stepMs);
  expect([line.destroyed, late, clock.pending()]).toEqual([true, [], []]);
});

test('after a handshake a head counts from its first byte', () => {
  const { clock, line, late } = watched('silent');
  clock.advance(20_000);
  line.bytesRead += 1;
  clock.advance(29_999);
  expect(late).toEqual([]);
  clock.advance(1 + 2 * stepMs);
  expect(late).toEqual([line]);
});

test.each([
  ['comes', 29_000, false],
  ['does not come', 31_000, true],
])('the rest of an answered request that %s in time', (_, afterMs, destroyed) => {
  const { clock, line, late, head } = watched('begun');
  const { request, answered } = head(false);
  answered();
  clock.advance(afterMs);
  request.complete = true;
  clock.advance(60_000);
  expect([line.destroyed, late]).toEqual([destroyed, []]);
});

test.each([
  ['without a body', {}],
  ['with a body', { 'content-length': '9' }],
])('a further head may begin before a request %s is answered', (_, headers) => {
  const { clock, line, late, head } = watched('begun');
  const { request, answered } = head(true, headers);
  if ('content-length' in headers) line.bytesRead += 9;
  request.emit('end');
  line.bytesRead += 1;
  answered();
  clock.advance(30_000 + 2 * stepMs);
  expect(late).toEqual([line]);
});

test('the rest of an answered request may take long, as long as it comes', () => {
  const { clock, line, head } = watched('begun');
  head(false).answered();
  for (let count = 0; count < 9; count += 1) {
    line.bytesRead += 1;
    clock.advance(20_000);
  }
  expect(line.destroyed).toBe(false);
  clock.advance(31_000);
  expect(line.destroyed).toBe(true);
});

test('with a short limit connections are looked at more often', () => {
  const { clock, line, late } = watched('begun', 320);
  expect(clock.pending()).toEqual([10]);
  clock.advance(330);
  expect(late).toEqual([line]);
});

test('a client that leaves is waited for no longer, and one that opens a tunnel neither', () => {
  const left = watched('begun');
  left.line.destroy();
  expect(left.clock.pending()).toEqual([]);
  const tunnel = watched('begun');
  tunnel.watch.left(tunnel.line as unknown as Socket);
  expect(tunnel.clock.pending()).toEqual([]);
});
