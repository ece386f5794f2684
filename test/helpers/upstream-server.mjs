// A backend in a process of its own: `node upstream-server.mjs` prints its port.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const confirmations = new Map();
let open = 0;

function confirmed(event) {
  return new Promise((resolve) => confirmations.set(event, resolve));
}

async function events(res, count) {
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for (let event = 1; event <= count; event += 1) {
    const wait = confirmed(event);
    res.write(`data: {"event":${event}}\n\n`);
    await wait;
  }
  res.end('data: [DONE]\n\n');
}

async function blob(res, bytes) {
  res.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  const block = Buffer.alloc(65_536);
  for (let sent = 0; sent < bytes; sent += block.length) {
    block.fill(sent / block.length);
    if (!res.write(Buffer.from(block))) await once(res, 'drain');
  }
  res.end();
}

const eventBytes = 4_096;
const eventsAtOnce = 16;
const digits = 8;
const begin = 'data: {"event":';

/** Events of 4 KiB, numbered from 1; as many bytes of them as there are in `limit`, and `[DONE]`. */
function* manyEvents(limit) {
  const padding = 'x'.repeat(eventBytes - begin.length - digits - ',"padding":""}'.length - 2);
  const event = `${begin}${'0'.repeat(digits)},"padding":"${padding}"}\n\n`;
  const block = Buffer.from(event.repeat(eventsAtOnce));
  for (let event = 0; event * eventBytes < limit; event += eventsAtOnce) {
    const next = Buffer.from(block);
    for (let at = 0; at < eventsAtOnce; at += 1)
      next.write(String(event + at + 1).padStart(digits, '0'), at * eventBytes + begin.length);
    yield next;
  }
  yield Buffer.from('data: [DONE]\n\n');
}

const written = new Map();

/** A long event stream, gzipped where that is asked for; `written` is told by its name. */
async function longStream(req, res, bytes, name) {
  const isGzip = req.headers['accept-encoding'] === 'gzip';
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    ...(isGzip ? { 'Content-Encoding': 'gzip' } : {}),
  });
  const source = Readable.from(manyEvents(bytes), { objectMode: false });
  const counted = new Transform({
    transform(chunk, _encoding, done) {
      written.set(name, written.get(name) + chunk.length);
      done(null, chunk);
    },
  });
  written.set(name, 0);
  const steps = isGzip ? [source, createGzip({ level: 1 }), counted, res] : [source, counted, res];
  // A client that leaves is no failure here.
  await pipeline(steps).catch(() => {});
}

async function hash(req, res) {
  const sum = createHash('sha256');
  let bytes = 0;
  for await (const chunk of req) {
    sum.update(chunk);
    bytes += chunk.length;
  }
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify({ sha256: sum.digest('hex'), bytes }));
}

const server = http.createServer((req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://upstream');
  const number = Number(searchParams.get('n'));
  if (pathname === '/v1/hash') return hash(req, res);
  if (pathname === '/v1/blob') return blob(res, number);
  if (pathname === '/v1/long') return longStream(req, res, number, searchParams.get('name'));
  if (pathname === '/v1/written') return res.end(JSON.stringify(Object.fromEntries(written)));
  if (pathname === '/v1/events') return events(res, number);
  if (pathname === '/v1/confirm') {
    confirmations.get(number)?.();
    return res.end();
  }
  if (pathname === '/v1/open') return res.end(String(open));
  // Anything else is a stream that begins and never ends by itself.
  open += 1;
  res.once('close', () => {
    open -= 1;
  });
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  res.write(': open\n\n');
});

server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
