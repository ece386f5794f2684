import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { UsedConnections } from '../../../src/gateway/used-connections.ts';

const opened = (at: number) => ({ address: '127.0.0.1', at });
const client = 'app/1';

/** A connection of the client that has had its answer at that time. */
function idleSince(used: UsedConnections, now: number): Socket {
  const socket = new Socket();
  used.use(socket, opened(0), client);
  used.free(socket, now);
  return socket;
}

test('a connection is the first one, beside one that is idle, beside several, or used again', () => {
  const used = new UsedConnections();
  const [first] = [idleSince(used, 100)];
  expect(used.use(new Socket(), opened(130), client)).toBe('first-beside-another');
  idleSince(used, 100);
  idleSince(used, 100);
  expect(used.use(new Socket(), opened(130), client)).toBe('first-beside-others');
  expect(used.use(first, opened(140), client)).toBe('again');
});

test('one that is busy, or whose client may not know yet that it is free, does not count', () => {
  const used = new UsedConnections();
  const busy = idleSince(used, 100);
  expect(used.use(busy, opened(200), client)).toBe('again');
  expect(used.use(new Socket(), opened(300), client)).toBe('first');
  idleSince(used, 300);
  expect(used.use(new Socket(), opened(329), client)).toBe('first');
  expect(used.use(new Socket(), opened(330), client)).toBe('first-beside-another');
});

test('one that is closed, or of another client, does not count', async () => {
  const used = new UsedConnections();
  const closed = idleSince(used, 100);
  await new Promise((resolve) => {
    closed.once('close', resolve);
    closed.destroy();
  });
  used.free(closed, 200);
  expect(used.use(new Socket(), opened(300), client)).toBe('first');
  idleSince(used, 400);
  expect(used.use(new Socket(), opened(500), 'app/2')).toBe('first');
});

test('a connection is idle from its last answer on, also where requests did not wait for answers', () => {
  const used = new UsedConnections();
  const socket = new Socket();
  used.use(socket, opened(0), client);
  expect([used.isIdle(socket), used.idleMs(socket, 50)]).toEqual([false, null]);
  used.use(socket, opened(0), client);
  used.free(socket, 100);
  expect([used.isIdle(socket), used.idleMs(socket, 150)]).toEqual([false, null]);
  used.free(socket, 200);
  expect([used.isIdle(socket), used.idleMs(socket, 250)]).toEqual([true, 50]);
});

test('what waits for it to stay idle ends with the next request and with a later wait', () => {
  const used = new UsedConnections();
  const socket = idleSince(used, 100);
  const ended: string[] = [];
  used.whileIdle(socket, () => ended.push('first'));
  used.whileIdle(socket, () => ended.push('second'));
  expect(ended).toEqual(['first']);
  used.use(socket, opened(0), client);
  expect(ended).toEqual(['first', 'second']);
});
