import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { framed } from '../../src/answer/framing/events.ts';
import {
  converse,
  eventually,
  gateway,
  httpUpstream,
  type Listening,
  listening,
  rawUpstream,
  type UpstreamProcess,
  upstreamProcess,
} from '../helpers/upstreams.ts';

let backend: UpstreamProcess;
const opened: Listening[] = [];

beforeAll(async () => {
  backend = await upstreamProcess();
});

afterAll(() => {
  backend.process.kill();
});

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function ready<One extends Listening>(one: Promise<One>): Promise<One> {
  const started = await one;
  opened.push(started);
  return started;
}

const variants = [
  ['piped', {}],
  ['framed', { through: framed }],
] as const;

const size = 64 * 1_048_576;
const blockSize = 65_536;

function* blocks(): Generator<Buffer> {
  for (let block = 0; block < size / blockSize; block += 1) yield Buffer.alloc(blockSize, block);
}

function hashOf(chunks: Iterable<Buffer>): string {
  const sum = createHash('sha256');
  for (const chunk of chunks) sum.update(chunk);
  return sum.digest('hex');
}

test.each(variants)('gives 64 MiB of another process on as they are, %s', async (_, options) => {
  const front = await ready(gateway(backend.url, options));
  const answer = await fetch(`${front.url}/v1/blob?n=${size}`);
  const sum = createHash('sha256');
  for await (const chunk of answer.body ?? []) sum.update(chunk);
  expect(sum.digest('hex')).toBe(hashOf(blocks()));
});

test.each([
  ['a length', { 'Content-Length': String(size) }],
  ['chunks', {}],
])('sends 64 MiB to another process as they are, with %s', async (_, headers) => {
  const front = await ready(gateway(backend.url));
  const request = http.request(`${front.url}/v1/hash`, { method: 'PUT', headers });
  const answered = once(request, 'response');
  for (const block of blocks()) if (!request.write(block)) await once(request, 'drain');
  request.end();
  const [response] = await answered;
  let text = '';
  for await (const chunk of response) text += chunk;
  expect(JSON.parse(text)).toEqual({ sha256: hashOf(blocks()), bytes: size });
});

test.each(variants)('relays each event before the next one is sent, %s', async (_, options) => {
  const front = await ready(gateway(backend.url, options));
  const answer = await fetch(`${front.url}/v1/events?n=20`);
  const events: string[] = [];
  for await (const chunk of answer.body ?? []) {
    events.push(Buffer.from(chunk).toString());
    await backend.ask(`/v1/confirm?n=${events.length}`);
  }
  const sent = Array.from({ length: 20 }, (_event, index) => `data: {"event":${index + 1}}\n\n`);
  expect(events).toEqual([...sent, 'data: [DONE]\n\n']);
});

test.each(variants)('leaves none of 200 streams open that the client has left, %s', async (_, options) => {
  const front = await ready(gateway(backend.url, options));
  const agent = new http.Agent({ maxSockets: 200 });
  const streams = Array.from({ length: 200 }, async () => {
    const request = http.get(`${front.url}/v1/endless`, { agent });
    request.on('error', () => {});
    const [response] = await once(request, 'response');
    response.on('error', () => {});
    await once(response, 'data');
    return request;
  });
  const requests = await Promise.all(streams);
  expect(await backend.ask('/v1/open')).toBe('200');
  for (const request of requests) request.destroy();
  await eventually(async () => (await backend.ask('/v1/open')) === '0');
  expect(front.failures).toEqual([]);
});

test('cancels the upstream when the client leaves before the head', async () => {
  const upstream = await ready(rawUpstream(() => {}));
  const front = await ready(gateway(upstream.url));
  const client = net.connect(front.port, '127.0.0.1');
  client.write('GET /v1/models HTTP/1.1\r\nHost: here\r\n\r\n');
  await eventually(() => upstream.heard[0]?.endsWith('\r\n\r\n') === true);
  client.destroy();
  await eventually(() => upstream.sockets[0]?.destroyed === true);
  expect(front.failures).toEqual([]);
});

test('cancels the upstream when the client leaves in the middle of its upload', async () => {
  const upstream = await ready(rawUpstream(() => {}));
  const front = await ready(gateway(upstream.url));
  const client = net.connect(front.port, '127.0.0.1');
  client.write('POST /v1/x HTTP/1.1\r\nHost: here\r\nContent-Length: 99\r\n\r\nhalf');
  await eventually(() => upstream.heard[0]?.endsWith('half') === true);
  client.destroy();
  await eventually(() => upstream.sockets[0]?.destroyed === true);
  expect(front.failures).toEqual([]);
});

test('asks the upstream nothing when no one pulls', async () => {
  const upstream = await ready(rawUpstream(() => {}));
  const through = async function* () {
    yield { kind: 'head', status: 200, headers: ['Content-Length', '0'], origin: 'stub' } as const;
    yield { kind: 'end' } as const;
  };
  const front = await ready(gateway(upstream.url, { through }));
  expect((await fetch(`${front.url}/v1/models`)).status).toBe(200);
  expect(upstream.heard).toEqual([]);
});

test('ends the upstream when a fault drops the rest of its answer', async () => {
  const front = await ready(
    gateway(backend.url, {
      async *through(steps) {
        for await (const step of framed(steps)) {
          yield step;
          if (step.kind === 'frame') break;
        }
        yield { kind: 'end' };
      },
    }),
  );
  expect(await (await fetch(`${front.url}/v1/endless`)).text()).toBe(': open\n\n');
  await eventually(async () => (await backend.ask('/v1/open')) === '0');
});

test('relays an answer that comes before the upload is over', async () => {
  const upstream = await ready(
    httpUpstream((req, res) => {
      res.writeHead(200);
      res.write('early ');
      let bytes = 0;
      req.on('data', (chunk) => {
        bytes += chunk.length;
      });
      req.on('end', () => res.end(String(bytes)));
    }),
  );
  const front = await ready(gateway(upstream.url));
  const head = 'POST /v1/x HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\nConnection: close\r\n\r\n';
  const { text } = await converse(front.port, [head, 'half'], (heard, socket) => {
    if (heard.endsWith('6\r\nearly \r\n')) socket.write('half');
  });
  expect(text.endsWith('6\r\nearly \r\n1\r\n8\r\n0\r\n\r\n')).toBe(true);
});

test('relays an answer that makes the upload pointless, and serves the connection on', async () => {
  const upstream = await ready(
    httpUpstream((_, res) => {
      res.writeHead(413, { 'Content-Length': 2 });
      res.end('no');
    }),
  );
  const front = await ready(gateway(upstream.url));
  const head = (connection: string) =>
    `POST /v1/x HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\nConnection: ${connection}\r\n\r\n`;
  const { text } = await converse(front.port, [head('keep-alive'), 'half'], (heard, socket) => {
    if (heard.endsWith('no') && heard.indexOf('no') === heard.length - 2)
      socket.write(`half${head('close')}halfhalf`);
  });
  expect(text.match(/HTTP\/1\.1 413/g)).toHaveLength(2);
});

test('takes from the upstream only what the client reads', async () => {
  let written = 0;
  const upstream = await ready(
    httpUpstream((_, res) => {
      const more = (): void => {
        written += 65_536;
        if (res.write(Buffer.alloc(65_536))) setImmediate(more);
        else res.once('drain', more);
      };
      more();
    }),
  );
  const front = await ready(gateway(upstream.url));
  const client = net.connect(front.port, '127.0.0.1');
  client.write('GET /v1/x HTTP/1.1\r\nHost: here\r\n\r\n');
  await once(client, 'readable');
  // It stands still when many turns of the loop moved nothing; unbounded it would never.
  let before = -1;
  await eventually(async () => {
    const still = written === before;
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return still && written === before;
  });
  expect(written).toBeLessThan(64 * 1_048_576);
  client.destroy();
});

test('takes from the client only what the upstream reads', async () => {
  const upstream = await ready(
    listening(
      net.createServer((socket) => {
        socket.pause().on('error', () => {});
      }),
    ),
  );
  const front = await ready(gateway(upstream.url));
  const client = net.connect(front.port, '127.0.0.1');
  client.write(`POST /v1/x HTTP/1.1\r\nHost: here\r\nContent-Length: ${size}\r\n\r\n`);
  for (const block of blocks()) client.write(block);
  let before = -1;
  await eventually(async () => {
    const still = client.bytesWritten - client.writableLength === before;
    before = client.bytesWritten - client.writableLength;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return still;
  });
  expect(before).toBeLessThan(size / 2);
  client.destroy();
});

test('sees another process die in the middle of its answer', async () => {
  const mortal = await upstreamProcess();
  const died = once(mortal.process, 'exit');
  const front = await ready(gateway(mortal.url));
  const head = 'GET /v1/endless HTTP/1.1\r\nHost: here\r\n\r\n';
  const { text } = await converse(front.port, [head], (heard) => {
    if (heard.includes(': open')) mortal.process.kill('SIGKILL');
  });
  expect(text.endsWith('0\r\n\r\n')).toBe(false);
  expect(front.failures).toEqual([{ when: 'mid-body', code: 'ECONNRESET' }]);
  await died;
  const { text: after } = await converse(front.port, [
    head.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
  ]);
  expect(after.slice(0, 12)).toBe('HTTP/1.1 503');
});
