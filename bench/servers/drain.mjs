// Reads a body of any size, keeps nothing of it, and returns fixed bytes.
import { createServer } from 'node:http';
import { ready } from './ready.mjs';

const bytes = Buffer.from('{"object":"chat.completion"}');

const server = createServer((req, res) => {
  req.resume();
  req.on('end', () => {
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
    res.end(bytes);
  });
});
server.keepAliveTimeout = 65_000;
ready(server);
