import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { type Listener, listen } from '../../../src/listener/listen.ts';
import { served as plain } from '../../../src/listener/served.ts';
import { type OwnError, ownErrors, type WrittenAnswer } from '../../../src/model/answer-origin.ts';
import type { Welcome } from '../../../src/model/connection-plan.ts';
import type { Connection, ConnectionFacts } from '../../../src/model/facts.ts';
import { createLab } from '../../../src/tls/certificates/lab.ts';
import { type FixedClock, fixedClock } from '../../helpers/clock.ts';

const answerOf = (origin: OwnError, body: string): WrittenAnswer => ({
  ...{ origin, status: ownErrors[origin], body },
  headers: ['Content-Type', 'text/plain', 'Content-Length', String(body.length)],
});

/** What the gateway tells the listener to answer in its own name. */
const answers = {
  tunnelHeaders: () => [],
  invalidRequest: (code: string) =>
    answerOf(code === 'HPE_HEADER_OVERFLOW' ? 'head-too-large' : 'invalid-request', code),
  requestTimeout: () => answerOf('request-timeout', 'too slow'),
  readMs: () => 30_000,
  headBytes: () => 16_384,
};

const lab = createLab({ names: [], clock: systemClock, directory: null });

interface Door {
  readonly listener: Listener;
  readonly clock: FixedClock;
  /** As they were when the plan was asked for. */
  readonly planned: ConnectionFacts[];
  readonly malformed: string[];
  /** As a request finds them. */
  readonly served: (ConnectionFacts | undefined)[];
  knock(): Knock;
}

interface Knock {
  readonly socket: Socket;
  received(): string;
  /** `fin` or the code of the error; `null` while it is open. */
  ended(): string | null;
}

const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

async function atTheDoor(
  welcome: Welcome,
  visit: (door: Door) => Promise<void>,
  answer: RequestListener = (_req, res) => res.end('served'),
): Promise<void> {
  const clock = fixedClock();
  const connections = new WeakMap<Socket, Connection>();
  const [planned, malformed, served]: [ConnectionFacts[], string[], (ConnectionFacts | undefined)[]] = [
    [],
    [],
    [],
  ];
  const closed: number[] = [];
  const sockets: Socket[] = [];
  const listener = await listen({
    ...{ host: '127.0.0.1', port: 0, clock, waits: clock, classes: {}, connections },
    ...{ versions: '1.1', handleHttp2: () => {} },
    handle(req, res) {
      served.push(connections.get(req.socket)?.facts);
      answer(req, res);
    },
    plan(facts) {
      planned.push(facts);
      return { ...plain, welcome };
    },
    closed: ({ connection }) => closed.push(connection),
    malformed: (_, code) => malformed.push(code),
    opened: () => ({ plan: plain, report: () => {} }),
    refusesTunnel: () => null,
    ...answers,
    onError: (message) => expect.fail(message),
    lab,
  });
  const knock = (): Knock => {
    const socket = connect(listener.port, '127.0.0.1');
    sockets.push(socket);
    let received = '';
    let ended: string | null = null;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
    });
    socket.once('end', () => {
      ended ??= 'fin';
    });
    socket.once('error', (error) => {
      ended ??= 'code' in error ? String(error.code) : error.message;
    });
    return { socket, received: () => received, ended: () => ended };
  };
  try {
    await visit({ listener, clock, planned, malformed, served, knock });
  } finally {
    for (const socket of sockets) socket.destroy();
    await listener.close(0);
  }
  // Whatever it met, each connection that was planned closes once.
  await vi.waitFor(() => expect(closed.toSorted()).toEqual(planned.map(({ connection }) => connection)));
}

test('a request finds the ordinal and the address of its connection, and that it has no TLS', async () => {
  await atTheDoor({ kind: 'serve' }, async ({ knock, planned, served, clock }) => {
    for (const ordinal of [1, 2]) {
      const { socket, received } = knock();
      socket.write(request);
      await vi.waitFor(() => expect(received()).toMatch(/served$/));
      const facts = {
        connection: ordinal,
        at: clock.now(),
        address: '127.0.0.1',
        sni: null,
        alpn: [],
        tunnel: null,
        certificate: null,
      };
      // Unknown before the first byte was read.
      expect(planned.at(-1)).toEqual({ ...facts, tls: null });
      expect(served.at(-1)).toEqual({ ...facts, tls: false });
    }
  });
});

test('one connection is one, however many requests it carries', async () => {
  await atTheDoor({ kind: 'serve' }, async ({ knock, planned, served }) => {
    const { socket, received } = knock();
    socket.write(request + request);
    await vi.waitFor(() => expect(received().match(/served/g)).toHaveLength(2));
    expect(planned).toHaveLength(1);
    expect(served.map((facts) => facts?.connection)).toEqual([1, 1]);
  });
});

test.each([
  ['close', 'fin'],
  ['reset', 'ECONNRESET'],
] as const)('%s: not a byte, and %s', async (kind, how) => {
  await atTheDoor({ kind }, async ({ knock, served }) => {
    const { socket, received, ended } = knock();
    socket.on('connect', () => socket.write(request));
    await vi.waitFor(() => expect(ended()).toBe(how));
    expect(received()).toBe('');
    expect(served).toEqual([]);
  });
});

test('stall: silence until the time is over, then FIN', async () => {
  await atTheDoor({ kind: 'stall', ms: 5_000 }, async ({ knock, served, clock }) => {
    const { socket, received, ended } = knock();
    socket.write(request);
    await vi.waitFor(() => expect(clock.waiting()).toEqual([5_000]));
    clock.advance(4_999);
    expect(ended()).toBeNull();
    clock.advance(1);
    await vi.waitFor(() => expect(ended()).toBe('fin'));
    expect([received(), served]).toEqual(['', []]);
  });
});

test('stall: a client that leaves is let go', async () => {
  await atTheDoor({ kind: 'stall', ms: 5_000 }, async ({ knock, clock }) => {
    const { socket } = knock();
    await vi.waitFor(() => expect(clock.waiting()).toEqual([5_000]));
    socket.end();
    await vi.waitFor(() => expect(clock.waiting()).toEqual([]));
  });
});

test.each([
  ['no HTTP', 'nonsense\r\n\r\n', '400 Bad Request', 'HPE_INVALID_METHOD'],
  [
    'a head too large',
    `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}`,
    '431 Request Header',
    'HPE_HEADER_OVERFLOW',
  ],
])('%s is refused, told and closed', async (_, bytes, status, code) => {
  await atTheDoor({ kind: 'serve' }, async ({ knock, malformed, served }) => {
    const { socket, received, ended } = knock();
    socket.write(bytes);
    await vi.waitFor(() => expect(ended()).toBe('fin'));
    expect(received()).toMatch(new RegExp(`^HTTP/1.1 ${status}.*\r\nConnection: close\r\n`));
    expect(malformed).toEqual([code]);
    expect(served).toEqual([]);
  });
});

test('who sends nonsense behind an answer is cut off, and answered no more', async () => {
  await atTheDoor({ kind: 'serve' }, async ({ knock, malformed }) => {
    const { socket, received } = knock();
    socket.write(request);
    await vi.waitFor(() => expect(received()).toMatch(/served$/));
    socket.write('nonsense\r\n\r\n');
    await once(socket, 'close');
    expect(received().match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(malformed).toEqual(['HPE_INVALID_METHOD']);
  });
});

test.each([
  ['a first request', ''],
  ['a further request', request],
])('%s whose head is not here after 30 s is answered and closed', async (_, before) => {
  await atTheDoor({ kind: 'serve' }, async ({ knock, clock, malformed }) => {
    const { socket, received, ended } = knock();
    socket.write(before === '' ? 'GET / HT' : before);
    if (before !== '') {
      await vi.waitFor(() => expect(received()).toMatch(/served$/));
      socket.write('GET / HT');
    }
    await vi.waitFor(() => expect(clock.pending()).toContain(30_000 / 32));
    await vi.waitFor(() => {
      clock.advance(31_000);
      expect(ended()).toBe('fin');
    });
    expect(received()).toMatch(/HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n.*too slow$/s);
    expect(malformed).toEqual(['ERR_HTTP_REQUEST_TIMEOUT']);
  });
});

test('the rest of a head that came too late is dropped', async () => {
  await atTheDoor({ kind: 'serve' }, async ({ knock, clock, served }) => {
    const { socket, received, ended } = knock();
    socket.write('GET / HT');
    await vi.waitFor(() => expect(clock.pending()).toContain(30_000 / 32));
    clock.advance(31_000);
    // It crosses the answer.
    socket.write('TP/1.1\r\nHost: a\r\n\r\n');
    await vi.waitFor(() => expect(ended()).toBe('fin'));
    expect([received().match(/HTTP\/1\.1/g), served]).toEqual([['HTTP/1.1'], []]);
  });
});

test('closing waits for an answer under way, as long as the grace lasts', async () => {
  const answers: (() => void)[] = [];
  await atTheDoor(
    { kind: 'serve' },
    async ({ listener, knock, clock }) => {
      const { socket, received } = knock();
      socket.write(request);
      await vi.waitFor(() => expect(answers).toHaveLength(1));
      let closed = false;
      const closing = listener.close(10_000).then(() => {
        closed = true;
      });
      clock.advance(1_000);
      await vi.waitFor(() => expect(clock.waiting().length).toBeGreaterThan(0));
      expect(closed).toBe(false);
      answers[0]?.();
      await vi.waitFor(() => expect(received()).toMatch(/late$/));
      await vi.waitFor(() => {
        clock.advance(50);
        expect(closed).toBe(true);
      });
      await closing;
    },
    (_req, res) => answers.push(() => res.end('late')),
  );
});

test('closing ends whatever still hangs when the grace is over, and the port is free', async () => {
  await atTheDoor(
    { kind: 'serve' },
    async ({ listener, knock, clock }) => {
      const { socket, ended } = knock();
      socket.write(request);
      await vi.waitFor(() => expect(socket.bytesWritten).toBeGreaterThan(0));
      const closing = listener.close(100);
      await vi.waitFor(() => {
        clock.advance(50);
        expect(ended()).not.toBeNull();
      });
      await closing;
      const again = connect(listener.port, '127.0.0.1');
      const [error] = await once(again, 'error');
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    },
    () => {},
  );
});

test('a port that is taken is one sentence', async () => {
  await atTheDoor({ kind: 'serve' }, async ({ listener }) => {
    const second = listen({
      ...{ host: '127.0.0.1', port: listener.port, clock: systemClock, waits: systemClock },
      classes: {},
      ...{ versions: '1.1', handleHttp2: () => {} },
      ...{ connections: new WeakMap(), handle: () => {}, malformed: () => {}, lab },
      ...{ refusesTunnel: () => null, onError: () => {}, ...answers },
      plan: () => plain,
      closed: () => {},
      opened: () => ({ plan: plain, report: () => {} }),
    });
    await expect(second).rejects.toThrow(`Failed to listen on 127.0.0.1:${listener.port}: the port is taken`);
  });
});
