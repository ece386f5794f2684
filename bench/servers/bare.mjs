// The least that Node can do: reads the body, parses it, and returns fixed bytes.
import { createServer } from 'node:http';
import { ready } from './ready.mjs';

const bytes = Buffer.from(process.argv[2] ?? '{"object":"chat.completion"}');

const server = createServer((req, res) => {
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
    res.end(bytes);
  });
});
server.keepAliveTimeout = 65_000;
ready(server);
