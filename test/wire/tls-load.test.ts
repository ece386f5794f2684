import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { expect, test, vi } from 'vitest';
import { type Luck, luckOf } from '../../src/lib/luck.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, journalOf, type StartedGateway } from '../helpers/gateway.ts';
import { eventually } from '../helpers/upstreams.ts';

const total = 5_000;
const atOnce = 100;

/** Every way to fail a handshake, and between them connections in order. */
const rules = [
  {
    when: { sni: 'localhost' },
    sequence: [
      ...['ok', { 'tls-certificate': 'expired' }, 'ok', { 'tls-certificate': 'self-signed' }],
      ...[{ 'tls-alert': 'handshake_failure' }, 'ok', { 'tls-stall': '20ms' }, { 'tls-slow': '10ms' }],
      ...[
        { 'tls-stall': { at: 'half-way', for: '10ms' } },
        'tls-plaintext',
        'tls-garbage',
        'tls-no-shared-cipher',
      ],
      ...['client-hello', 'half-way', 'after-handshake'].flatMap((at) =>
        ['fin', 'rst'].map((how) => ({ 'tls-close': { at, how } })),
      ),
      ...['tls-client-certificate', 'tls-old-version', 'connection-garbage', 'connection-reset', 'ok'],
    ],
    then: 'repeat',
  },
];

const headers = { authorization: `Bearer ${validKey}`, 'content-type': 'application/json' };

function asked(module: typeof http | typeof https, url: string, options: https.RequestOptions) {
  return new Promise<number | string>((resolve) => {
    const sent = module.request(
      `${url}/v1/chat/completions`,
      { method: 'POST', headers, ...options },
      (response) => {
        response.once('error', () => resolve('broken')).resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      .end(chatBody());
  });
}

/** A bare connection that sends `bytes` and leaves when it was answered, or at once. */
function poked(port: number, bytes: Buffer, leaves: 'fin' | 'rst' | 'when answered'): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.once('close', () => resolve('poked')).on('error', () => {});
    socket.write(bytes, () => {
      if (leaves === 'fin') socket.end();
      if (leaves === 'rst') socket.resetAndDestroy();
    });
    if (leaves === 'when answered')
      socket.once('data', () => socket.destroy()).setTimeout(30, () => socket.destroy());
    else socket.resume();
  });
}

/** The ClientHello of Node's own client. */
async function helloBytes(): Promise<Buffer> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  tls.connect({ port, host: '127.0.0.1', servername: 'localhost' }).on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [net.Socket];
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  server.close();
  return bytes;
}

function mangled(hello: Buffer, luck: Luck): Buffer {
  const bytes = Buffer.from(hello);
  for (let change = 0; change < 3; change += 1)
    bytes[5 + Math.floor(luck() * (bytes.length - 5))] = Math.floor(luck() * 256);
  return bytes;
}

const anyOf = <T>(luck: Luck, ...of: readonly T[]): T => of[Math.floor(luck() * of.length)] as T;

function oneOf(started: StartedGateway, hello: Buffer, luck: Luck): Promise<number | string> {
  const port = Number(new URL(started.url).port);
  const leaves = anyOf(luck, 'fin', 'rst', 'when answered');
  switch (Math.floor(luck() * 8)) {
    case 0:
      return asked(http, started.url, { agent: false });
    case 1:
      return poked(port, hello.subarray(0, Math.floor(luck() * hello.length)), leaves);
    case 2:
      return poked(port, hello, leaves);
    case 3:
      return poked(port, mangled(hello, luck), leaves);
    case 4:
      return poked(port, Buffer.from(Array.from({ length: 50 }, () => Math.floor(luck() * 256))), leaves);
    default:
      return asked(https, started.tlsUrl, { ca: started.gateway.ca, agent: false, timeout: 5_000 });
  }
}

/** Open sockets and timers of this process, the gateway's and the clients' alike. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind !== 'Immediate').length;
}

test('5,000 good and broken connections, 100 at once: nothing is left, nobody else is harmed', {
  timeout: 120_000,
}, async () => {
  const started = await gatewayOf({ rules });
  const hello = await helloBytes();
  const luck = luckOf('load');
  const before = handles();
  const seen = new Map<number | string, number>();
  let next = 0;
  const worker = async () => {
    while (next < total) {
      next += 1;
      const outcome = await oneOf(started, hello, luck);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
  };
  const bystander = async () => {
    const agent = new http.Agent({ keepAlive: true });
    let answers = 0;
    for (; next < total; answers += 1) expect(await asked(http, started.url, { agent })).toBe(200);
    agent.destroy();
    return answers;
  };
  const [answers] = await Promise.all([bystander(), ...Array.from({ length: atOnce }, worker)]);
  expect(answers).toBeGreaterThan(10);
  expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(total);
  for (const outcome of [
    200,
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'EPROTO',
    'ECONNRESET',
    'poked',
  ])
    expect([outcome, (seen.get(outcome) ?? 0) > 0]).toEqual([outcome, true]);
  await eventually(() => handles() <= before);
  expect(await asked(https, started.tlsUrl, { rejectUnauthorized: false, agent: false })).not.toBe(
    'ECONNREFUSED',
  );
  console.log(`${total} connections, ${atOnce} at once: ${JSON.stringify(Object.fromEntries(seen))}`);
});

test('a client that stops in the middle of a handshake is ended when its time is over', async () => {
  const clock = fixedClock();
  const started = await gatewayOf({}, { clock });
  const port = Number(new URL(started.url).port);
  const hello = await helloBytes();
  const closed: string[] = [];
  const sockets = (['nothing', 'half', 'whole'] as const).map((what) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.resume().on('error', () => {});
    socket.once('close', () => closed.push(what));
    if (what !== 'nothing') socket.write(what === 'half' ? hello.subarray(0, 100) : hello);
    return socket;
  });
  await vi.waitFor(() => expect(clock.waiting()).toHaveLength(sockets.length));
  clock.advance(30_000);
  await vi.waitFor(() => expect(closed).toEqual(['whole']));
  clock.advance(30_000);
  await vi.waitFor(() => expect(closed.toSorted()).toEqual(['half', 'nothing', 'whole']));
  const reactions = journalOf(started).flatMap((entry) => (entry.kind === 'opening' ? [entry.client] : []));
  expect(reactions).toEqual([{ kind: 'undecided' }]);
});
