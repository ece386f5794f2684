import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { curl, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { dechunk, rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { testCodings } from '../helpers/codings.ts';
import { chat, chatBody, requestsOf } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

const path = '/v1/chat/completions';
const withCurl = needs('curl');
const events = ['a', 'é', 'c', 'd', '[DONE]'].map((text) => `data: ${text}\n\n`);
const all = events.join('');
const document = JSON.stringify({
  id: 'chatcmpl-1',
  choices: [{ message: { content: 'Grüße '.repeat(400) } }],
});

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;

/** Servers that encode as they go flush behind each event. */
const encoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => zlib.createGzip({ flush: Z_SYNC_FLUSH }),
  deflate: () => zlib.createDeflate({ flush: Z_SYNC_FLUSH }),
  br: () => zlib.createBrotliCompress({ flush: BROTLI_OPERATION_FLUSH }),
};

const opened: Listening[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** A gateway in front of an upstream that answers with a body in this coding. */
async function behind(coding: string, type: string, item: unknown, send: (res: ServerResponse) => void) {
  const upstream = await httpUpstream((req, res) => {
    req.resume();
    res.writeHead(200, { 'Content-Type': type, 'content-encoding': coding, 'X-Request-Id': 'req_1' });
    send(res);
  });
  opened.push(upstream);
  const rules = item === null ? [] : [{ id: 'r', faults: [item] }];
  return gatewayOf({ upstream: upstream.url, rules });
}

const stream = 'text/event-stream';
const json = 'application/json';
const half = Buffer.from(document).subarray(0, 1_000).toString();

/** What a fault makes of an encoded answer, in plain text. */
const table = [
  [stream, { 'stream-cut': { frames: 2 } }, all, events.slice(0, 2).join('')],
  [stream, { 'stream-cut': { frames: 0 } }, all, ''],
  [stream, { 'stream-stall': { frames: 2, for: '20ms' } }, all, all],
  [stream, { 'body-truncate': '11B' }, all, all.slice(0, 11)],
  [stream, 'stream-no-done', all, events.slice(0, 4).join('')],
  [json, { 'body-truncate': '1000B' }, document, half],
  [json, 'body-bad-json', document, document.slice(0, -1)],
  [json, 'body-empty', document, ''],
  [
    json,
    { 'body-oversize': '64KiB' },
    document,
    `${document.slice(0, -1)}${' '.repeat(65_536 - Buffer.byteLength(document))}}`,
  ],
] as const;

const everyRow = testCodings.flatMap((coding) => table.map((row) => ({ coding, row })));

test.for(everyRow)('$coding.name, $row.1: what decodes is exactly this', async ({ coding, row }) => {
  const [type, item, sent, left] = row;
  const started = await behind(coding.name, type, item, (res) => res.end(coding.encode(Buffer.from(sent))));
  const { bytes, parting } = await speak(started.url, rawRequest(path, chatBody())).over;
  const { head, body } = splitHead(bytes);
  const isEmpty = item === 'body-empty';
  expect(parting).toBe('fin');
  expect(head).toContain(`\r\ncontent-encoding: ${coding.name}\r\nX-Request-Id: req_1\r\n`);
  expect(head).toMatch(isEmpty ? /\r\nContent-Length: 0\r\n/ : /\r\nTransfer-Encoding: chunked/);
  if (isEmpty) return expect(body).toHaveLength(0);
  const whole = dechunk(body);
  expect(whole.whole).toBe(true);
  expect(coding.decode(whole.bytes).toString()).toBe(left);
});

const live = Object.entries(encoders).map(([name, encoder]) => ({ name, encoder }));

test.for(live)('$name: each event arrives before the next one is sent, up to the cut', async (coding) => {
  const encoder = coding.encoder();
  let left = 0;
  const item = { 'stream-cut': { frames: 3 } };
  const started = await behind(coding.name, stream, item, (res) => {
    res.once('close', () => {
      left += 1;
    });
    encoder.pipe(res);
  });
  const answer = chat(started.url, { stream: true });
  const [first = '', ...others] = events.slice(0, 3);
  encoder.write(first);
  const decoder = new TextDecoder();
  const waiting = [...others];
  let seen = '';
  for await (const chunk of (await answer).body ?? []) {
    seen += decoder.decode(chunk, { stream: true });
    const next = seen.endsWith('\n\n') ? waiting.shift() : undefined;
    if (next !== undefined) encoder.write(next);
  }
  expect(seen).toBe(first + others.join(''));
  // The upstream would go on: it was told that nobody reads.
  await vi.waitFor(() => expect(left).toBe(1));
  const [entry] = await requestsOf(started, 1);
  expect(entry?.played).toMatchObject({ frames: 3, ending: 'damaged' });
});

for (const { name } of live)
  withCurl(`${name}: curl decodes what is left`, async () => {
    const coding = testCodings.find((one) => one.name === name);
    for (const [type, item, sent, expected] of table) {
      if (item === 'body-empty') continue;
      const body = coding?.encode(Buffer.from(sent));
      const started = await behind(name, type, item, (res) => res.end(body));
      const reply = await curl({ url: started.url + path, body: chatBody(), config: ['compressed'] });
      expect(reply.exit).toBe(0);
      expect(reply.body.toString()).toBe(expected);
      expect(fieldOf(reply, 'content-encoding')).toBe(name);
    }
  });

const untouched = [null, { latency: '1ms' }, { hang: { frames: 99, for: '1s' } }];

test.for(untouched)('with %o an encoded answer keeps its bytes', async (item) => {
  for (const coding of testCodings) {
    const coded = coding.encode(Buffer.from(all));
    const started = await behind(coding.name, stream, item, (res) => res.end(coded));
    const { bytes } = await speak(started.url, rawRequest(path, chatBody())).over;
    expect(dechunk(splitHead(bytes).body).bytes).toEqual(coded);
  }
});

test.for(['gzip, br', 'compress'])('a fault leaves an answer in %s alone', async (name) => {
  const body = Buffer.from('whatever this may be');
  for (const item of ['stream-cut', 'body-html', { 'body-truncate': '1B' }]) {
    const started = await behind(name, stream, item, (res) => res.end(body));
    const { bytes } = await speak(started.url, rawRequest(path, chatBody())).over;
    expect(dechunk(splitHead(bytes).body)).toEqual({ bytes: body, whole: true });
  }
});

/** Text that hardly gets smaller. */
const noise = Array.from({ length: 20_000 }, (_, index) => ((index * 7_919) % 10_007).toString(36)).join('');

interface Damage {
  readonly name: string;
  readonly of: (coded: Buffer) => Buffer;
}

const damages: readonly Damage[] = [
  { name: 'cut', of: (coded) => coded.subarray(0, Math.floor(coded.length / 2)) },
  { name: 'overwritten', of: (coded) => Buffer.from(coded).fill(0xff, Math.floor(coded.length / 2)) },
  { name: 'none', of: () => Buffer.from('{"this":"was never encoded"}') },
];

const broken = testCodings
  .filter(({ name }) => name !== 'zstd')
  .flatMap((coding) => damages.map((damage) => ({ coding, damage })));

test.for(broken)(
  '$coding.name, damaged by the upstream ($damage.name): the client meets it too',
  async (row) => {
    const { coding, damage } = row;
    const started = await behind(coding.name, json, { 'body-truncate': '1GiB' }, (res) => {
      res.end(damage.of(coding.encode(Buffer.from(noise))));
    });
    const { bytes, parting } = await speak(started.url, rawRequest(path, chatBody())).over;
    const { bytes: coded, whole } = dechunk(splitHead(bytes).body);
    expect([parting, whole]).toEqual(['fin', true]);
    expect(() => coding.decode(coded)).toThrow();
    if (damage.name === 'cut') {
      const text = coding.decodeSoFar(coded).toString();
      expect(text.length).toBeGreaterThan(1_000);
      expect(noise.startsWith(text)).toBe(true);
    }
    // The gateway is as well as ever.
    expect((await fetch(`${started.url}/v1/models`)).status).toBe(200);
  },
);

test.for(live)('$name: an upstream that dies breaks the body off, behind what it said', async (coding) => {
  const encoder = coding.encoder();
  const [first = ''] = events;
  const started = await behind(coding.name, stream, { 'stream-cut': { frames: 9 } }, (res) => {
    encoder.on('data', (bytes: Buffer) => res.write(bytes, () => setTimeout(() => res.destroy(), 50)));
    encoder.write(first);
  });
  const { bytes } = await speak(started.url, rawRequest(path, chatBody())).over;
  const { bytes: coded, whole } = dechunk(splitHead(bytes).body);
  expect(whole).toBe(false);
  const known = testCodings.find(({ name }) => name === coding.name);
  expect(known?.decodeSoFar(coded).toString()).toBe(first);
  const [entry] = await requestsOf(started, 1);
  expect(entry?.upstreamFailure).toMatchObject({ when: 'mid-body' });
});

test('a client that reads slowly slows the upstream, and one that leaves ends it', async () => {
  // Nothing makes it smaller, not even the block before it: the window of gzip has 32 KiB.
  const block = zlib.gzipSync(randomBytes(65_536));
  let sent = 0;
  let left = 0;
  const started = await behind('gzip', json, { 'body-truncate': '1GiB' }, (res) => {
    const more = (): void => {
      for (let hasRoom = true; hasRoom && sent < 1_000; sent += 1) hasRoom = res.write(block);
    };
    res.on('drain', more).once('close', () => {
      left += 1;
    });
    more();
  });
  const client = connect(Number(new URL(started.url).port), '127.0.0.1').pause();
  client.on('error', () => {}).write(rawRequest(path, chatBody()));
  let before = -1;
  await vi.waitFor(
    () => {
      const atRest = sent === before && sent > 0;
      before = sent;
      expect(atRest).toBe(true);
    },
    { interval: 200, timeout: 20_000 },
  );
  expect(sent).toBeLessThan(1_000);
  client.destroy();
  await vi.waitFor(() => expect(left).toBe(1));
});
