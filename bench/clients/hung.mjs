/** So many requests that get no answer: says when all were sent, and holds them until it is stopped. */
import { connect } from 'node:net';

const { url, count, path, headers } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(url);
const fields = Object.entries({ Host: `${hostname}:${port}`, ...headers }).map(
  ([name, value]) => `${name}: ${value}\r\n`,
);
const head = `GET ${path} HTTP/1.1\r\n${fields.join('')}\r\n`;

function hang() {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket
      .once('error', reject)
      .once('data', (bytes) => reject(new Error(`an answer came: ${bytes.subarray(0, 100)}`)));
    socket.once('connect', () => socket.write(head, resolve));
  });
}

await Promise.all(Array.from({ length: count }, hang));
process.stdout.write('{}\n');
