import { once } from 'node:events';
import http from 'node:http';
import { expect, test, vi } from 'vitest';
import { curl, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { byFetch } from '../helpers/clients/node.ts';
import { dechunk, rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { chatBody, requestsOf } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

const path = '/v1/chat/completions';
const withCurl = needs('curl');
const document = JSON.stringify({
  id: 'chatcmpl-1',
  choices: [{ message: { content: 'Grüße '.repeat(40) } }],
});
const events = ['data: {"a":1}\n\n', 'data: {"b":"é"}\n\n', 'data: [DONE]\n\n'];

/** An upstream that answers with a document of a known length, in chunks, or with events. */
function upstream(): Promise<Listening> {
  return httpUpstream((req, res) => {
    req.resume();
    const type = { 'Content-Type': 'application/json', ETag: '"1"', 'X-Request-Id': 'req_1' };
    switch (req.headers['x-shape']) {
      case 'chunks':
        res.writeHead(200, type).write(document.slice(0, 50));
        res.end(document.slice(50));
        return;
      case 'events':
        res.writeHead(200, { ...type, 'Content-Type': 'text/event-stream' });
        for (const event of events) res.write(event);
        res.end();
        return;
      default:
        res.writeHead(200, { ...type, 'Content-Length': Buffer.byteLength(document) }).end(document);
    }
  });
}

/** What a bare socket gets of the upstream's answer. */
async function listen(item: unknown, shape: string, request: { readonly method?: string } = {}) {
  const behind = await upstream();
  const started = await gatewayOf({ upstream: behind.url, rules: [{ id: 'r', faults: [item] }] });
  const asked = rawRequest(path, chatBody(), { 'X-Shape': shape });
  const text = request.method === undefined ? asked : asked.replace(/^POST/, request.method);
  const { bytes, parting } = await speak(started.url, text).over;
  const { head, body } = splitHead(bytes);
  const isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  const [entry] = await requestsOf(started, 1);
  await behind.close();
  return {
    ...{ head, parting, ending: entry?.played.ending },
    ...(isChunked ? dechunk(body) : { bytes: body, whole: String(body.length) === length }),
  };
}

const half = Buffer.from(document).subarray(0, Math.floor(Buffer.byteLength(document) / 2));
const twenty = (shape: string) =>
  Buffer.from(shape === 'events' ? events.join('') : document).subarray(0, 20);

interface Row {
  readonly item: unknown;
  readonly body: (shape: string) => Buffer | string;
  readonly shapes?: readonly string[];
  readonly ending?: string;
}

const documents = ['length', 'chunks'];
const shapes = [...documents, 'events'];

const table: readonly Row[] = [
  { item: { 'body-truncate': '20B' }, body: twenty },
  { item: 'body-truncate', body: () => half, shapes: documents },
  { item: 'body-bad-json', body: () => document.slice(0, -1), shapes: documents },
  {
    item: { 'body-bad-json': 'trailing-comma' },
    body: () => `${document.slice(0, -1)},}`,
    shapes: documents,
  },
  {
    item: { 'body-bad-json': 'single-quotes' },
    body: () => document.replaceAll('"', "'"),
    shapes: documents,
  },
  { item: { 'body-bad-json': 'prefix' }, body: () => `)]}',\n${document}`, shapes: documents },
  { item: 'body-empty', body: () => '' },
  {
    item: { 'body-oversize': '64KiB' },
    body: () => `${document.slice(0, -1)}${' '.repeat(65_536 - Buffer.byteLength(document))}}`,
    shapes: documents,
    ending: 'complete',
  },
  { item: 'body-wrong-type', body: () => document, shapes: documents, ending: 'complete' },
  {
    item: 'body-bad-gzip',
    body: (shape) => (shape === 'events' ? events.join('') : document),
  },
];

const everyRow = table.flatMap((row) => (row.shapes ?? shapes).map((shape) => ({ ...row, shape })));

test.for(everyRow)('$item of proxied $shape: exactly these bytes, whole to HTTP', async (row) => {
  const { item, body, shape, ending = 'damaged' } = row;
  const heard = await listen(item, shape);
  expect(heard.bytes).toEqual(Buffer.from(body(shape)));
  expect(heard).toMatchObject({ parting: 'fin', whole: true, ending });
  expect(heard.head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(heard.head).toMatch(/\r\nETag: "1"\r\nX-Request-Id: req_1/);
});

const others = [
  ...['body-bad-json', 'body-wrong-type', 'body-oversize'].map((item) => ['events', item] as const),
  ...documents.map((shape) => [shape, { 'body-truncate': '1MiB' }] as const),
] as const;

test.for(others)('%s: %o changes nothing', async ([shape, item]) => {
  const heard = await listen(item, shape);
  expect(heard.bytes.toString()).toBe(shape === 'events' ? events.join('') : document);
  expect(heard).toMatchObject({ parting: 'fin', whole: true, ending: 'complete' });
});

test('the answer to a HEAD keeps its head', async () => {
  for (const item of ['body-truncate', 'body-empty', 'body-html', 'body-bad-gzip', 'bad-chunk']) {
    const heard = await listen(item, 'length', { method: 'HEAD' });
    expect(heard.head).toContain(`Content-Length: ${Buffer.byteLength(document)}`);
    expect(heard.head).not.toMatch(/gzip|html|chunked/);
    expect(heard.bytes).toHaveLength(0);
  }
});

test('body-html: a page of its own length and type, with the status asked for', async () => {
  for (const shape of shapes) {
    const heard = await listen({ 'body-html': { title: 'Bad <Gateway>', status: 502 } }, shape);
    expect(heard.head).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(heard.head).toMatch(/\r\nContent-Type: text\/html; charset=utf-8\r\n/);
    expect(heard.head).toContain(`\r\nContent-Length: ${heard.bytes.length}`);
    expect(heard.bytes.toString()).toMatch(/^<html>.*<h1>Bad &lt;Gateway&gt;<\/h1>.*<\/html>\r\n$/s);
    expect(heard).toMatchObject({ whole: true, ending: 'damaged' });
  }
});

/** Of `curl --compressed`: 0 well, 23 or 61 what was decoded could not be. */
const exits = { 'not-gzip': [61], cut: [0], 'bad-checksum': [23, 61] } as const;

for (const [kind, expected] of Object.entries(exits))
  withCurl(`body-bad-gzip ${kind}: curl decodes it`, async () => {
    const started = await gatewayOf({ rules: [{ faults: [{ 'body-bad-gzip': kind }] }] });
    for (const stream of [false, true]) {
      const headers = { Authorization: 'Bearer sk-test-0123456789abcdef' };
      const body = chatBody({ stream });
      const reply = await curl({ url: started.url + path, headers, body, config: ['compressed'] });
      expect(fieldOf(reply, 'content-encoding')).toBe('gzip');
      expect(expected).toContain(reply.exit);
    }
  });

test('body-bad-gzip of a stream: fetch tells that it is none', async () => {
  const started = await gatewayOf({ rules: [{ faults: ['body-bad-gzip'] }] });
  expect(await byFetch(started.url, { stream: true })).toEqual({
    ...{ kind: 'failed', status: 200, code: 'Z_DATA_ERROR' },
  });
});

const endless = [{ 'body-truncate': '20B' }, 'body-empty', 'body-html'];

test.for(endless)('%o ends an answer that never ends, and its upstream', async (item) => {
  let left = 0;
  const behind = await httpUpstream((req, res) => {
    req.resume();
    res.once('close', () => {
      left += 1;
    });
    res
      .writeHead(200, { 'Content-Type': 'text/event-stream' })
      .write('data: and again, and again, and again\n\n');
  });
  const started = await gatewayOf({ upstream: behind.url, rules: [{ faults: [item] }] });
  const { bytes, parting } = await speak(started.url, rawRequest(path, chatBody())).over;
  expect(parting).toBe('fin');
  expect(bytes.length).toBeGreaterThan(0);
  await vi.waitFor(() => expect(left).toBe(1));
  await behind.close();
});

test('body-oversize waits for a client that reads slowly', async () => {
  const started = await gatewayOf({ rules: [{ id: 'r', faults: [{ 'body-oversize': '1GiB' }] }] });
  const memory = process.memoryUsage().rss;
  const request = http.request(started.url + path, { method: 'POST', agent: false });
  request.setHeader('Authorization', 'Bearer sk-test-0123456789abcdef');
  request.setHeader('Content-Type', 'application/json');
  request.end(chatBody());
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(response.headers['content-length']).toBe('1073741824');
  await once(response, 'readable');
  expect(process.memoryUsage().rss - memory).toBeLessThan(200 * 1_048_576);
  response.on('error', () => {});
  request.destroy();
  const [entry] = await requestsOf(started, 1);
  expect(entry?.played.ending).toBe('client-left');
  expect(entry?.played.bytes).toBeLessThan(100 * 1_048_576);
});
