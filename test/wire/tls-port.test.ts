import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { dechunk, splitHead } from '../helpers/clients/raw.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, journalOf, type StartedGateway } from '../helpers/gateway.ts';
import { eventually, httpUpstream } from '../helpers/upstreams.ts';

const headers = { authorization: `Bearer ${validKey}`, 'content-type': 'application/json' };

/** `node:https` with the gateway's own root; `body` in and body out. */
function ask({ tlsUrl, gateway }: StartedGateway, body: string | Buffer, agent: Agent | false, path: string) {
  return new Promise<{ status: number; body: Buffer; resumed: boolean }>((resolve, reject) => {
    const sent = request(
      `${tlsUrl}${path}`,
      { method: 'POST', headers, agent, ca: gateway.ca },
      (response) => {
        const chunks: Buffer[] = [];
        const resumed = (response.socket as tls.TLSSocket).isSessionReused();
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), resumed }),
        );
      },
    );
    sent.once('error', reject).end(body);
  });
}

const chat = '/v1/chat/completions';

/** The port for a bare TLS client: every byte is in the test's hands. */
function dial({ tlsUrl, gateway }: StartedGateway, options: tls.ConnectionOptions = {}): tls.TLSSocket {
  const { port } = new URL(tlsUrl);
  const socket = tls.connect({
    ...{ port: Number(port), host: '127.0.0.1', servername: 'localhost', ca: gateway.ca },
    ...options,
  });
  onTestFinished(() => void socket.destroy());
  return socket;
}

async function allOf(socket: net.Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function post(body: string, connection = 'close'): string {
  const fields = [`authorization: Bearer ${validKey}`, 'host: localhost', `connection: ${connection}`];
  return `POST ${chat} HTTP/1.1\r\n${fields.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

test('a kept-alive client keeps one connection; a new one never resumes an old session', async () => {
  const started = await gatewayOf({});
  const agent = new Agent({ keepAlive: true });
  for (let turn = 0; turn < 3; turn += 1)
    expect(await ask(started, chatBody(), agent, chat)).toMatchObject({ status: 200, resumed: false });
  expect(journalOf(started).filter(({ kind }) => kind === 'opening')).toHaveLength(1);
  agent.destroy();
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const resuming = new Agent({ maxVersion, keepAlive: false });
    for (let turn = 0; turn < 3; turn += 1)
      expect(await ask(started, chatBody(), resuming, chat)).toMatchObject({ status: 200, resumed: false });
  }
});

test('20 MiB go up and come down by TLS as they are', async () => {
  const upstream = await httpUpstream((req, res) => void req.pipe(res));
  onTestFinished(() => upstream.close());
  const started = await gatewayOf({ upstream: upstream.url });
  const sent = randomBytes(20 * 1_048_576);
  const { body } = await ask(started, sent, false, chat);
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect([body.length, hash(body)]).toEqual([sent.length, hash(sent)]);
});

test('a stream comes event by event: the next one leaves when the last has arrived', async () => {
  let release = () => {};
  const upstream = await httpUpstream(async (_, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let event = 0; event < 5; event += 1) {
      const seen = new Promise<void>((resolve) => {
        release = resolve;
      });
      res.write(`data: ${event}\n\n`);
      await seen;
    }
    res.end();
  });
  onTestFinished(() => upstream.close());
  const started = await gatewayOf({ upstream: upstream.url });
  const socket = dial(started);
  socket.write(post(chatBody({ stream: true })));
  const seen: string[] = [];
  socket.on('data', (chunk: Buffer) => {
    for (const [event] of chunk.toString().matchAll(/data: \d/g)) {
      seen.push(event);
      release();
    }
  });
  await once(socket, 'end');
  expect(seen).toEqual([0, 1, 2, 3, 4].map((event) => `data: ${event}`));
});

test('five pipelined requests get five answers in their order', async () => {
  const started = await gatewayOf({ stub: { models: 'any' } });
  const socket = dial(started);
  const models = ['a', 'b', 'c', 'd', 'e'];
  const last = models.length - 1;
  socket.write(
    models.map((model, index) => post(chatBody({ model }), index === last ? 'close' : 'keep-alive')).join(''),
  );
  const text = (await allOf(socket)).toString();
  expect([...text.matchAll(/"model":"(\w)"/g)].map(([, model]) => model)).toEqual(models);
});

test('a client that leaves mid-stream cancels the upstream', async () => {
  let cancelled = 0;
  const upstream = await httpUpstream((_, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    res.once('close', () => {
      cancelled += 1;
    });
  });
  onTestFinished(() => upstream.close());
  const socket = dial(await gatewayOf({ upstream: upstream.url }));
  socket.write(post(chatBody({ stream: true })));
  await once(socket, 'data');
  socket.destroy();
  await eventually(() => cancelled === 1);
});

/** Forwards to the gateway in pieces: the first `count` bytes one at a time. */
async function dribbling(started: StartedGateway, pieces: (first: Buffer) => Buffer[]): Promise<number> {
  const relay = net.createServer((client) => {
    const server = net.connect({ port: Number(new URL(started.url).port), host: '127.0.0.1', noDelay: true });
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy()).pipe(client);
    client.once('data', async (first: Buffer) => {
      client.pause();
      for (const piece of pieces(first)) {
        server.write(piece);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      client.pipe(server);
    });
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  onTestFinished(() => void relay.close());
  return (relay.address() as net.AddressInfo).port;
}

const bytewise = (first: Buffer): Buffer[] => Array.from(first, (byte) => Buffer.from([byte]));

function rerecorded(first: Buffer): Buffer[] {
  const message = first.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += 100) {
    const fragment = message.subarray(at, at + 100);
    records.push(Buffer.from([0x16, 3, 1, 0, fragment.length]), fragment);
  }
  return records;
}

test.each([
  ['byte by byte', bytewise],
  ['in records of a hundred bytes', rerecorded],
])('a ClientHello that comes %s is one ClientHello', async (_, pieces) => {
  const rules = [{ when: { sni: 'localhost' }, sequence: [{ 'tls-certificate': 'expired' }, 'ok'] }];
  const started = await gatewayOf({ rules });
  const port = await dribbling(started, pieces);
  const [error] = (await once(dial(started, { port }), 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('CERT_HAS_EXPIRED');
  const socket = dial(started, { port });
  socket.write(post(chatBody()));
  const { head, body } = splitHead(await allOf(socket));
  expect(head).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(JSON.parse((/content-length/i.test(head) ? body : dechunk(body).bytes).toString())).toHaveProperty(
    'id',
  );
});

test('what begins like TLS and is none is refused, noted, and harms nobody', async () => {
  const started = await gatewayOf({});
  for (const hex of ['16030100050200000100', '1603010002', `160301000801000004${'00'.repeat(4)}`]) {
    const socket = net.connect(Number(new URL(started.url).port), '127.0.0.1');
    socket.end(Buffer.from(hex, 'hex'));
    socket.resume();
    await once(socket, 'close');
  }
  expect(await ask(started, chatBody(), false, chat)).toMatchObject({ status: 200 });
  const notices = journalOf(started).filter((entry) => entry.kind === 'notice');
  expect(notices.map(({ says }) => says.replace(/^.*: /, ''))).toEqual([
    'ERR_NO_CLIENT_HELLO',
    'ERR_NO_CLIENT_HELLO',
  ]);
});
