import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { endIdle } from '../../../../src/answer/player/idle.ts';
import type { ResponseSink } from '../../../../src/answer/player/response-sink.ts';
import { fixedClock } from '../../../helpers/clock.ts';

/** A connection whose answer has left, with what happens on it within the idle time. */
function outcome(
  happens: Partial<{ bytes: number; isIdle: boolean; closes: boolean; cancelled: boolean }>,
): readonly string[] {
  const did: string[] = [];
  const clock = fixedClock();
  const socket = Object.assign(new EventEmitter(), {
    bytesRead: 100,
    bytesWritten: 0,
    writableLength: 0,
    destroyed: false,
    end: () => did.push('fin'),
    resume: () => {},
  });
  const res = Object.assign(new EventEmitter(), { shouldKeepAlive: happens.closes !== true });
  let cancel = () => {};
  const connections = {
    isIdle: () => happens.isIdle ?? true,
    whileIdle: (_: unknown, given: () => void) => {
      cancel = given;
    },
  };
  endIdle({ ms: 2_000, how: 'fin' }, {
    res,
    socket,
    transport: socket,
    clock,
    connections,
    onSever: () => {},
  } as unknown as ResponseSink);
  res.emit('finish');
  socket.bytesRead += happens.bytes ?? 0;
  if (happens.cancelled === true) cancel();
  clock.advance(1_999);
  expect(did).not.toContain('fin');
  clock.advance(1);
  return did;
}

test.each([
  ['nothing', {}, ['fin']],
  ['part of a head came', { bytes: 30 }, []],
  ['a request is under way that came before', { isIdle: false }, []],
  ['a request has come', { cancelled: true }, []],
  ['the connection closes anyway', { closes: true }, []],
] as const)('after the idle time, where %s', async (_, happens, expected) => {
  const did = outcome(happens);
  await Promise.resolve();
  expect(did).toEqual(expected);
});
