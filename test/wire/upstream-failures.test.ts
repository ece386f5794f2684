import { readFileSync } from 'node:fs';
import https from 'node:https';
import net, { type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { framed } from '../../src/answer/framing/events.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { refusalEntry } from '../../src/platforms/envelope.ts';
import { startGateway } from '../helpers/gateway.ts';
import {
  closedPort,
  converse,
  eventually,
  gateway,
  type Listening,
  listening,
  rawUpstream,
} from '../helpers/upstreams.ts';

const opened: Listening[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function ready<One extends Listening>(one: Promise<One>): Promise<One> {
  const started = await one;
  opened.push(started);
  return started;
}

const ask =
  'POST /v1/chat/completions HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody';

/** A clock of which all timers are due at once, and whose time is as late as they are. */
function hastyClock(): Clock {
  let now = 0;
  return {
    ...systemClock,
    now: () => now,
    after(ms, callback) {
      const due = setImmediate(() => {
        now += ms;
        callback();
      });
      return () => clearImmediate(due);
    },
  };
}

function onHead(act: (socket: Socket) => void): Promise<Listening> {
  return rawUpstream(act);
}

async function refusing(): Promise<Listening> {
  const port = await closedPort();
  return { url: `http://127.0.0.1:${port}`, port, close: async () => {} };
}

const silent = () => onHead(() => {});
const closing = () => onHead((socket) => socket.end());
const resetting = () => onHead((socket) => socket.resetAndDestroy());
const speakingNonsense = () => onHead((socket) => socket.end('220 mail.example ESMTP\r\n'));
const breakingItsHead = () => onHead((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'));
const oddStatus = () => onHead((socket) => socket.end('HTTP/1.1 099 Odd\r\n\r\n'));
const oddReason = () => onHead((socket) => socket.end('HTTP/1.1 200 \x01\r\n\r\n'));
const twoLengths = () =>
  onHead((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'));
const switching = () =>
  onHead((socket) => socket.write('HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'));

const failing = [
  ['refuses', refusing, 'unreachable', 'ECONNREFUSED', 'rst'],
  ['closes', closing, 'failed', 'ECONNRESET', 'fin'],
  ['resets', resetting, 'failed', 'ECONNRESET', 'rst'],
  ['speaks no HTTP', speakingNonsense, 'failed', 'HPE_INVALID_CONSTANT', 'fin'],
  ['breaks its head off', breakingItsHead, 'failed', 'ECONNRESET', 'fin'],
  ['answers with an impossible status', oddStatus, 'failed', 'HPE_INVALID_STATUS', 'fin'],
  ['answers with an impossible reason', oddReason, 'failed', 'HPE_INVALID_STATUS', 'fin'],
  ['declares two lengths', twoLengths, 'failed', 'HPE_UNEXPECTED_CONTENT_LENGTH', 'fin'],
  ['switches protocols unasked', switching, 'failed', 'ECONNRESET', 'fin'],
] as const;

test.each(failing)(
  'turns an upstream that %s into the error of the platform',
  async (_, start, kind, code) => {
    const front = await ready(gateway((await ready(start())).url));
    const { text, how } = await converse(front.port, [ask]);
    const entry = refusalEntry(front.inUse, `upstream-${kind}`);
    expect(text.slice(0, 12)).toBe(`HTTP/1.1 ${entry.status}`);
    expect(text).toContain(`"code":"${entry.code}"`);
    expect(text).toContain(`\r\nx-badgateway-error: ${code}\r\n`);
    expect(how).toBe('fin');
    expect(front.failures).toEqual([{ when: 'before-head', code }]);
  },
);

test.each(failing)('mirrors an upstream that %s on the socket', async (_, start, _kind, code, how) => {
  const front = await ready(gateway((await ready(start())).url, { mirror: true }));
  expect(await converse(front.port, [ask])).toEqual({ text: '', how });
  expect(front.failures).toEqual([{ when: 'before-head', code }]);
});

test('turns an upstream that stays silent into the timeout of the platform', async () => {
  const upstream = await ready(silent());
  const front = await ready(gateway(upstream.url, { clock: hastyClock() }));
  const { text } = await converse(front.port, [ask]);
  const entry = refusalEntry(front.inUse, 'upstream-timeout');
  expect(text.slice(0, 12)).toBe(`HTTP/1.1 ${entry.status}`);
  expect(text).toContain('\r\nx-badgateway-error: ETIMEDOUT\r\n');
  expect(front.failures).toEqual([{ when: 'before-head', code: 'ETIMEDOUT' }]);
});

test('mirrors an upstream that stays silent by silence up to the cap, and FIN', async () => {
  const upstream = await ready(silent());
  const front = await ready(gateway(upstream.url, { clock: hastyClock(), mirror: true, hangMs: 1 }));
  expect(await converse(front.port, [ask])).toEqual({ text: '', how: 'fin' });
});

test('does not time out while the upload makes progress', async () => {
  const received: Socket[] = [];
  const server = net.createServer((socket) => {
    received.push(socket.resume());
  });
  const upstream = await ready(listening(server));
  const timers: (() => void)[] = [];
  const timeoutMs = 100;
  let now = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => now,
    after(ms, callback) {
      // The looks at the client's upload are further apart.
      if (ms <= timeoutMs) timers.push(callback);
      return () => {};
    },
  };
  const front = await ready(gateway(upstream.url, { clock, timeoutMs }));
  const client = net.connect(front.port, '127.0.0.1');
  const bytes = () => received[0]?.bytesRead ?? 0;
  async function sendAndWait(text: string): Promise<void> {
    const before = bytes();
    client.write(text);
    await eventually(() => bytes() > before);
    now += 100;
    timers.shift()?.();
  }
  await sendAndWait('POST /v1/x HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nb');
  await sendAndWait('o');
  expect(front.failures).toEqual([]);
  now += 100;
  timers.shift()?.();
  expect(front.failures).toEqual([{ when: 'before-head', code: 'ETIMEDOUT' }]);
  client.destroy();
});

const eventHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';
const chunkedEvents = `${eventHead}Transfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n`;
const countedEvents = `${eventHead}Content-Length: 99\r\n\r\ndata: a\n\n`;

test.each([
  ['FIN within chunks', chunkedEvents, (socket: Socket) => socket.end(), 'ECONNRESET', 'fin'],
  ['FIN within a length', countedEvents, (socket: Socket) => socket.end(), 'ECONNRESET', 'fin'],
  ['RST within chunks', chunkedEvents, (socket: Socket) => socket.resetAndDestroy(), 'ECONNRESET', 'rst'],
  ['RST within a length', countedEvents, (socket: Socket) => socket.resetAndDestroy(), 'ECONNRESET', 'rst'],
  [
    'a broken chunk',
    chunkedEvents,
    (socket: Socket) => socket.write('zz\r\n'),
    'HPE_INVALID_CHUNK_SIZE',
    'fin',
  ],
])('passes %s on as it came, piped and framed', async (_, begin, finish, code, how) => {
  for (const options of [{}, { through: framed }]) {
    let dying: Socket | null = null;
    const upstream = await ready(
      onHead((socket) => {
        dying = socket;
        socket.write(begin);
      }),
    );
    const front = await ready(gateway(upstream.url, options));
    // Only once the client has the first event does the upstream die.
    const got = await converse(front.port, [ask], (text) => {
      if (text.includes('data: a') && dying !== null) finish(dying);
    });
    expect(got.text).toContain('data: a\n\n');
    expect(got.text.endsWith('0\r\n\r\n')).toBe(false);
    expect(got.how).toBe(how);
    expect(front.failures).toEqual([{ when: 'mid-body', code }]);
  }
});

test('takes the rest of an upload that nobody wants, and serves the connection on', async () => {
  const upstream = await ready(resetting());
  const front = await ready(gateway(upstream.url));
  const body = 'x'.repeat(8 * 1_048_576);
  const upload = ask.replace('Length: 4', `Length: ${body.length}`).replace('body', body);
  const { text } = await converse(front.port, [upload.replace('close', 'keep-alive'), upload]);
  expect(text.match(/HTTP\/1\.1 502/g)).toHaveLength(2);
});

test('answers for a name that nobody has', async () => {
  const front = await ready(gateway('http://nobody.invalid'));
  const { text } = await converse(front.port, [ask]);
  expect(text.slice(0, 12)).toBe(`HTTP/1.1 ${refusalEntry(front.inUse, 'upstream-unreachable').status}`);
  expect(front.failures.map(({ code }) => code)).toEqual([expect.stringMatching(/ENOTFOUND|EAI_AGAIN/)]);
});

test('sends nothing over TLS to a certificate that it cannot verify', async () => {
  const pem = readFileSync(new URL('../helpers/self-signed.pem', import.meta.url));
  let requests = 0;
  const server = https.createServer({ key: pem, cert: pem }, (_, res) => {
    requests += 1;
    res.end();
  });
  const upstream = await ready(listening(server));
  const front = await ready(gateway(upstream.url.replace('http:', 'https:')));
  const { text } = await converse(front.port, [ask]);
  expect(text.slice(0, 12)).toBe(`HTTP/1.1 ${refusalEntry(front.inUse, 'upstream-unreachable').status}`);
  expect(front.failures).toEqual([{ when: 'before-head', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }]);
  expect(text).toContain('\r\nx-badgateway-error: DEPTH_ZERO_SELF_SIGNED_CERT\r\n');
  expect(requests).toBe(0);
});

test.each([
  ['shown', 'ECONNREFUSED'],
  ['hidden', null],
] as const)('with labels %s the whole gateway sends x-badgateway-error: %s', async (labels, sent) => {
  const upstream = `http://127.0.0.1:${await closedPort()}`;
  const front = await startGateway({ overrides: { upstream }, labels });
  try {
    const { headers, ok } = await fetch(`${front.url}/v1/models`, { headers: { authorization: 'Bearer k' } });
    expect([ok, headers.get('x-badgateway-error'), headers.get('x-badgateway-fault')]).toEqual([
      false,
      sent,
      null,
    ]);
  } finally {
    await front.close();
  }
});
