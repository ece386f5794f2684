/**
 * As many requests as the server takes, one at a time on each kept-alive connection. Speaks to the socket
 * itself, so that it costs far less than what it measures: all answers have the length of the first one,
 * unless every request is `varied` and so every answer another. `statuses`: those that may come.
 */
import { connect } from 'node:net';
import { withPicture } from '../lib/client.mjs';

const options = JSON.parse(process.argv[2]);
const { url, connections, seconds, path, headers, varied, statuses } = options;
const { hostname, port } = new URL(url);
const body = withPicture(options.body, options.pictureBytes);

const fields = { Host: `${hostname}:${port}`, ...headers, 'Content-Length': Buffer.byteLength(body) };
const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
const request = Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n${body}`);

/** Digits of the body that count the requests where they vary. */
const marker = '00000000';
const markerAt = request.length - Buffer.byteLength(body) + body.indexOf(marker);

let asked = 0;

function nextRequest() {
  if (!varied) return request;
  asked += 1;
  const next = Buffer.from(request);
  next.write(String(asked).padStart(marker.length, '0'), markerAt);
  return next;
}

let responses = 0;
let running = true;

/** Bytes of a whole answer, head included. */
function lengthOf(bytes) {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const declared = /\r\ncontent-length: (\d+)/i.exec(text);
  const status = Number(text.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
  if (!statuses.includes(status) || end === -1 || declared === null)
    throw new Error(`expected ${statuses.join(' or ')} with a Content-Length, got: ${text.slice(0, 400)}`);
  return end + 4 + Number(declared[1]);
}

function user() {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let received = 0;
    let length = null;
    socket.on('connect', () => socket.write(nextRequest()));
    socket.on('data', (bytes) => {
      length ??= lengthOf(bytes);
      received += bytes.length;
      if (received < length) return;
      if (received > length) throw new Error(`an answer of ${received} bytes among those of ${length}`);
      received = 0;
      if (varied) length = null;
      responses += 1;
      if (running) socket.write(nextRequest());
      else socket.end();
    });
    socket.on('close', () => (running ? reject(new Error('the server closed a connection')) : resolve()));
    socket.on('error', reject);
  });
}

const began = performance.now();
let elapsedMs = 0;
setTimeout(() => {
  running = false;
  elapsedMs = performance.now() - began;
}, seconds * 1_000);
await Promise.all(Array.from({ length: connections }, user));
process.stdout.write(JSON.stringify({ responses, elapsedMs }));
