import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { expect, test, vi } from 'vitest';
import { play } from '../../../../src/answer/play.ts';
import type { Played } from '../../../../src/model/entry.ts';
import type { Answer, Severance, Step } from '../../../../src/model/step.ts';
import { type FixedClock, fixedClock } from '../../../helpers/clock.ts';
import { end, eventStream, frame, head } from '../../../helpers/steps.ts';
import { withResponseSink } from './sink-fixture.ts';

/** One request over TLS; the test plays its answer. */
interface TlsFixture {
  readonly clock: FixedClock;
  readonly client: TLSSocket;
  /** The server's TLS socket. */
  readonly socket: Socket;
  readonly transport: Socket;
  /** Codes of the errors on the server's side. */
  readonly serverErrors: readonly string[];
  received(): string;
  /** `end`, or the code of the client's error; `null`: it is still connected. */
  clientEnd(): string | null;
  play(answer: Answer): Promise<Played>;
}

const pem = readFileSync(new URL('../../../helpers/self-signed.pem', import.meta.url));

/** `stays`: the client does not end its side when the server has. */
async function onTls(run: (fixture: TlsFixture) => Promise<void>, habit: 'leaves' | 'stays' = 'leaves') {
  const server = createServer({ key: pem, cert: pem });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const serverErrors: string[] = [];
  const recordError = (error: NodeJS.ErrnoException) => void serverErrors.push(error.code ?? error.message);
  server.on('clientError', (error, broken) => {
    recordError(error);
    broken.destroy();
  });
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const { port } = server.address() as AddressInfo;
  const trust = { rejectUnauthorized: false, allowHalfOpen: habit === 'stays' };
  const client = connect({ port, host: '127.0.0.1', ...trust });
  let [received, clientEnd] = ['', null as string | null];
  client.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
  });
  client.once('end', () => {
    clientEnd ??= 'end';
  });
  client.once('error', (error: NodeJS.ErrnoException) => {
    clientEnd ??= error.code ?? error.message;
  });
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const [[transport], [req, res]] = await Promise.all([accepted, asked]);
  for (const each of [transport, req.socket]) each.on('error', recordError);
  const clock = fixedClock();
  const sink = {
    ...{ res, socket: req.socket, transport, clock },
    redact: (headers: readonly string[]) => headers,
    onEnd: () => {},
    onSever: () => {},
    brokenOff: () => 'client-left' as const,
  };
  try {
    await run({
      ...{ clock, client, socket: req.socket, transport, serverErrors },
      received: () => received,
      clientEnd: () => clientEnd,
      play: async (answer) => play(answer, sink),
    });
  } finally {
    client.destroy();
    server.close();
    server.closeAllConnections();
  }
}

const severed = (how: Severance): Step[] => [eventStream, frame('data: a\n\n'), { kind: 'sever', how }];

test.each(['fin', 'truncate'] as const)(
  '%s: everything arrives, and both sockets are let go',
  async (how) => {
    await onTls(async ({ play: playing, received, clientEnd, socket, transport, clock, serverErrors }) => {
      expect(await playing(severed(how))).toMatchObject({ ending: 'severed', frames: 1 });
      await vi.waitFor(() => expect(clientEnd()).toBe('end'));
      expect(received()).toContain('data: a\n\n');
      await vi.waitFor(() => expect([socket.destroyed, transport.destroyed]).toEqual([true, true]));
      await vi.waitFor(() => expect(clock.waiting()).toEqual([]));
      expect(serverErrors).toEqual([]);
    });
  },
);

test('truncate: a client that stays is destroyed after a while', async () => {
  await onTls(async ({ play: playing, clientEnd, socket, transport, clock, client, serverErrors }) => {
    await playing(severed('truncate'));
    await vi.waitFor(() => expect(clientEnd()).toBe('end'));
    client.write('still here');
    expect([socket.destroyed, transport.destroyed]).toEqual([false, false]);
    expect(clock.waiting()).toEqual([1_000]);
    clock.advance(1_000);
    await vi.waitFor(() => expect([socket.destroyed, transport.destroyed]).toEqual([true, true]));
    expect(serverErrors).toEqual([]);
  }, 'stays');
});

test('rst: what was written arrives, then a reset', async () => {
  await onTls(async ({ play: playing, received, clientEnd, socket, transport, clock }) => {
    const played = playing(severed('rst'));
    await vi.waitFor(() => expect(received()).toContain('data: a\n\n'));
    await vi.waitFor(() => expect(clock.waiting()).toEqual([50]));
    expect(clientEnd()).toBeNull();
    clock.advance(50);
    expect(await played).toMatchObject({ ending: 'severed', frames: 1 });
    await vi.waitFor(() => expect(clientEnd()).toBe('ECONNRESET'));
    await vi.waitFor(() => expect([socket.destroyed, transport.destroyed]).toEqual([true, true]));
  });
});

const record = Buffer.from([0x17, 0x03, 0x03, 0x50, 0x00, 1, 2, 3]);
const under: Step = { kind: 'raw', under: 'tcp', bytes: record };

test('bytes under TLS come behind what was encrypted before, and break the client', async () => {
  await onTls(async ({ play: playing, received, clientEnd, clock }) => {
    const large = 'x'.repeat(1_000_000);
    const played = playing([head('text/plain'), frame(large), under, { kind: 'hang', ms: 9_000 }, end]);
    await vi.waitFor(() => expect(clientEnd()).toMatch(/LENGTH_TOO_LONG/));
    expect(received()).toContain(large);
    expect(await played).toMatchObject({ ending: 'client-left', bytes: large.length + record.length });
    expect(clock.waiting()).toEqual([]);
  });
});

test('without TLS the same bytes are a part of what the client reads', async () => {
  const raw: Step = { kind: 'raw', under: 'tcp', bytes: Buffer.from('zz\r\n') };
  await withResponseSink(async ({ play: playing, received, ended }) => {
    const steps = [eventStream, frame('a'), raw, frame('b'), { kind: 'sever', how: 'truncate' } as const];
    expect(await playing(steps)).toMatchObject({ bytes: 6, frames: 2, ending: 'severed' });
    await vi.waitFor(() => expect(ended()).toBe('fin'));
    expect(received()).toMatch(/\r\n\r\n1\r\na\r\nzz\r\n1\r\nb\r\n$/);
  });
});

test('a body that ends with the connection is not chunked, and the connection ends behind it', async () => {
  const steps: Step[] = [{ ...eventStream, delimited: 'by-close' } as Step, frame('one'), frame('two'), end];
  for (const given of [steps, [...steps.slice(0, 2), ...steps.slice(3)]])
    await withResponseSink(async ({ play: playing, received, ended }) => {
      expect(await playing(given)).toMatchObject({ ending: 'complete' });
      await vi.waitFor(() => expect(ended()).toBe('fin'));
      expect(received()).toMatch(/\r\nConnection: close\r\n\r\none(two)?$/);
      expect(received()).not.toMatch(/chunked|content-length/i);
    });
});
