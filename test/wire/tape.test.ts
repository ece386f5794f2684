import { chmodSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type CurlReply, type CurlRequest, curlAll } from '../helpers/clients/curl.ts';
import { sdk } from '../helpers/clients/sdk.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, requestsOf } from '../helpers/gateway.ts';
import { linesOf, noticesOf, tapeWorkshop } from '../helpers/tapes.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

const { tape, keep, gateway, close } = tapeWorkshop();
afterEach(close);

const authorized = { authorization: `Bearer ${validKey}`, 'content-type': 'application/json' };

function asks(url: string): CurlRequest[] {
  const post = (path: string, body: string) => ({ url: url + path, headers: authorized, body });
  return [
    post('/v1/chat/completions', chatBody()),
    post('/v1/chat/completions', chatBody({ stream: true })),
    post('/v1/chat/completions', chatBody({ prompt: 'grüße 🌍', stream: true })),
    post('/v1/embeddings', JSON.stringify({ model: 'BAAI/bge-large-en-v1.5', input: 'a' })),
    { url: `${url}/v1/models`, headers: authorized },
    { url: `${url}/v1/models?b=1&a=2`, headers: authorized },
    { url: `${url}/v1/models`, headers: authorized, config: ['head'] },
    post('/v1/chat/completions', '{"model"'),
    { url: `${url}/v1/models` },
    { url: `${url}/v1/nowhere`, headers: authorized },
  ];
}

/** Everything that reached the client; Date tells the time and nothing else. */
function seen({ statusLine, headers, body, exit }: CurlReply) {
  const fields = headers.map(([name, value]) => [name, name === 'Date' ? 'now' : value]);
  return { statusLine, fields, body: body.toString('latin1'), exit };
}

test('what a stub answered is replayed to the byte: wholes, streams, errors, HEAD', async () => {
  const file = tape();
  const live = await gateway(`record: ${file}`);
  const first = (await curlAll(asks(live.url))).map(seen);
  await live.close();
  const replay = await gateway(`upstream: { replay: ${file} }`);
  const second = (await curlAll(asks(replay.url))).map(seen);
  expect(second).toEqual(first);
  expect(first.map(({ statusLine }) => statusLine.split(' ')[1])).toEqual([
    ...['200', '200', '200', '200', '200', '200', '200', '400', '401', '404'],
  ]);
});

const events = ['data: {"a":"ü"}\n\n', ': ping\n\n', 'event: x\r\ndata: b\r\n\r\n', 'data: [DONE]\n\n'];

/** Pieces that end within an event, and within a character. */
async function stream(res: ServerResponse): Promise<void> {
  res.writeHead(200, ['Content-TYPE', 'text/event-stream', 'X-Twice', 'a', 'x-twice', 'b']);
  const bytes = Buffer.from(events.join(''));
  for (let at = 0; at < bytes.length; at += 13) {
    res.write(bytes.subarray(at, at + 13));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  res.end();
}

const zipped = gzipSync('{"zipped":true}');

const answers: Readonly<Record<string, (res: ServerResponse, req: IncomingMessage) => unknown>> = {
  '/v1/stream': stream,
  '/v1/zipped': (res) =>
    res.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': zipped.length }).end(zipped),
  '/v1/nothing': (res) => res.writeHead(204, 'Nothing At All').end(),
  '/v1/binary': (res) => res.writeHead(200).end(Buffer.from([0, 255, 128, 10, 13])),
  '/v1/late': (res) => res.writeHead(418, { Date: 'Sun, 06 Nov 1994 08:49:37 GMT' }).end('late'),
  '/v1/trailers': (res) => {
    res.writeHead(200, { Trailer: 'X-Sum' });
    res.write('body');
    res.addTrailers({ 'X-Sum': '4' });
    res.end();
  },
};

function httpBackend() {
  return httpUpstream((req, res) => answers[new URL(req.url ?? '', 'http://x').pathname]?.(res, req));
}

test('what a real upstream answered is replayed to the byte, and by its chunks', async () => {
  const upstream = keep(await httpBackend());
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}`);
  const paths = Object.keys(answers);
  const asking = (url: string) => paths.map((path) => ({ url: url + path, config: ['raw'] }));
  const first = (await curlAll(asking(live.url))).map(seen);
  await live.close();
  const replay = await gateway(`upstream: { replay: ${file}, speed: instant }`);
  const second = (await curlAll(asking(replay.url))).map(seen);
  expect(second).toEqual(first);
  const [streamed] = linesOf(file);
  expect(streamed?.response.chunks.length).toBeGreaterThan(3);
  expect(streamed?.response.chunks.some(([, text]) => typeof text !== 'string')).toBe(true);
});

test('the SDK sees the same stream and the same answer', async () => {
  const file = tape();
  const ask = async (url: string) => {
    const messages = [{ role: 'user' as const, content: 'tell me' }];
    const model = 'Omniva/Kimi-K2.6';
    const chunks: unknown[] = [];
    for await (const chunk of await sdk(url).chat.completions.create({ model, messages, stream: true }))
      chunks.push(chunk);
    return [chunks, await sdk(url).chat.completions.create({ model, messages })];
  };
  const live = await gateway(`record: ${file}`);
  const first = await ask(live.url);
  await live.close();
  const replay = await gateway(`upstream: replay:${file}`);
  expect(await ask(replay.url)).toEqual(first);
});

test('a tape is private, also one that others could read', async () => {
  const file = tape();
  for (const mode of [0o600, 0o644, 0o666]) {
    writeFileSync(file, '{"tape":1}\n');
    chmodSync(file, mode);
    const live = await gateway(`record: ${file}`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await live.close();
  }
});

test('further exchanges are appended, from several labels at once', async () => {
  const file = tape();
  for (const prompt of ['one', 'two']) {
    const live = await gateway(`record: ${file}`);
    const urls = ['', '/@inline.a', '/@inline.b'].map((label) => live.url + label);
    await curlAll(
      urls.map((url) => ({
        url: `${url}/v1/chat/completions`,
        headers: authorized,
        body: chatBody({ prompt }),
      })),
    );
    await live.close();
  }
  expect(linesOf(file).map(({ request }) => request['path'])).toEqual(Array(6).fill('/v1/chat/completions'));
});

test('only complete answers are kept', async () => {
  const upstream = keep(
    await httpUpstream((req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      res.write('data: half\n\n');
      if (req.url === '/v1/dies') setTimeout(() => res.destroy(), 5);
      if (req.url === '/v1/whole') res.end('data: [DONE]\n\n');
    }),
  );
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}
record: ${file}
rules: [{ when: { path: /v1/cut }, faults: [stream-cut: { frames: 1 }] }]`);
  await expect(fetch(`${live.url}/v1/dies`).then((response) => response.text())).rejects.toThrow();
  const leaving = new AbortController();
  const left = await fetch(`${live.url}/v1/left`, { signal: leaving.signal });
  await left.body?.getReader().read();
  leaving.abort();
  for (const path of ['/v1/cut', '/v1/whole'])
    expect(await fetch(live.url + path).then((response) => response.text())).toContain('half');
  const endings = (await requestsOf(live, 4)).map(({ url, played }) => `${url} ${played.ending}`);
  expect(endings.sort()).toEqual([
    ...['/v1/cut damaged', '/v1/dies upstream-died', '/v1/left client-left', '/v1/whole complete'],
  ]);
  await live.close();
  expect(linesOf(file).map(({ request }) => request['path'])).toEqual(['/v1/whole']);
});

test('an upstream that cannot be reached is no recording', async () => {
  const file = tape();
  const live = await gateway(`upstream: http://127.0.0.1:1\nrecord: ${file}`);
  expect((await fetch(`${live.url}/v1/models`)).status).toBeGreaterThanOrEqual(502);
  await live.close();
  expect(linesOf(file)).toEqual([]);
});

test('an injected error is not what the source answered', async () => {
  const file = tape();
  const live = await gateway(`record: ${file}\nrules: [{ sequence: [429, ok] }]`);
  const [first, second] = await curlAll([asks(live.url)[0], asks(live.url)[0]].flatMap((ask) => ask ?? []));
  expect([first?.status, second?.status]).toEqual([429, 200]);
  await live.close();
  expect(linesOf(file).map(({ response }) => response.status)).toEqual([200]);
});

test('a stream that is recorded reaches the client event by event', async () => {
  let goOn = () => {};
  const upstream = keep(
    await httpUpstream((_, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n');
      goOn = () => res.end('data: 2\n\n');
    }),
  );
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}`);
  const reader = (await fetch(`${live.url}/v1/stream`)).body?.getReader();
  // The second event is sent only when the first has been read.
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n');
  goOn();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 2\n\n');
});

test('a reader who stops holds back the upstream that is recorded', async () => {
  const chunk = Buffer.alloc(65_536, 'x');
  let written = 0;
  let state: 'writing' | 'held' = 'writing';
  const upstream = keep(
    await httpUpstream((_, res) => {
      const write = () => {
        state = 'writing';
        while (written < 30 * 1_048_576) {
          written += chunk.length;
          if (!res.write(chunk)) {
            state = 'held';
            res.once('drain', write);
            return;
          }
        }
        res.end();
      };
      write();
    }),
  );
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${tape()}`);
  const response = await fetch(`${live.url}/v1/long`);
  let before = -1;
  while (before !== written) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect([state, written < 30 * 1_048_576]).toEqual(['held', true]);
  expect((await response.arrayBuffer()).byteLength).toBe(written);
});

test('an answer that is too long for a tape is passed on, and the journal says so', async () => {
  const mib = Buffer.alloc(1_048_576, 'x');
  const upstream = keep(
    await httpUpstream((_, res) => {
      for (let count = 0; count < 33; count += 1) res.write(mib);
      res.end();
    }),
  );
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}`);
  expect((await (await fetch(`${live.url}/v1/long`)).arrayBuffer()).byteLength).toBe(33 * 1_048_576);
  await live.close();
  expect(linesOf(file)).toEqual([]);
  expect(noticesOf(live)).toEqual([
    'tape-skipped: GET /v1/long is not on the tape: its answer is longer than 32 MiB',
  ]);
});

test('a request that is larger than what is read is passed on, and the journal says so', async () => {
  const upstream = keep(
    await httpUpstream((req, res) => {
      let bytes = 0;
      req.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      req.on('end', () => res.end(String(bytes)));
    }),
  );
  const file = tape();
  const live = await gateway(`upstream: ${upstream.url}\nrecord: ${file}\nlimits: { inspect: 1KiB }`);
  const reply = await fetch(`${live.url}/v1/x`, { method: 'POST', body: 'x'.repeat(5_000) });
  expect(await reply.text()).toBe('5000');
  await live.close();
  expect(linesOf(file)).toEqual([]);
  expect(noticesOf(live)[0]).toContain('its request is larger than what is read before deciding');
});
