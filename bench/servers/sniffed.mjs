// The bare server's handler behind the gateway's own listener, or without it. argv: direct | sniffed
import { createServer } from 'node:http';
import { systemClock } from '../../dist/lib/clock.js';
import { listen } from '../../dist/listener/listen.js';
import { served } from '../../dist/listener/served.js';
import { createLab } from '../../dist/tls/certificates/lab.js';
import { ready } from './ready.mjs';

const bytes = Buffer.from('{"object":"chat.completion"}');

function handle(req, res) {
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
    res.end(bytes);
  });
}

async function sniffed() {
  const { port } = await listen({
    ...{ host: '127.0.0.1', port: 0, clock: systemClock, classes: {}, connections: new WeakMap(), handle },
    lab: createLab({ names: [], clock: systemClock, directory: null }),
    plan: () => served,
    opened: () => ({ plan: served, report: () => {} }),
    malformed: () => {},
    refusesTunnel: () => null,
    trouble: console.error,
  });
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
}

if (process.argv[2] === 'sniffed') await sniffed();
else {
  const server = createServer(handle);
  server.keepAliveTimeout = 65_000;
  ready(server);
}
