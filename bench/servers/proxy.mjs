// A proxy library with a kept-alive agent and nothing else. argv: package, upstream's URL
import { Agent, createServer } from 'node:http';
import { ready } from './ready.mjs';

const [, , library, target] = process.argv;
const { default: whole, createProxyServer = whole.createProxyServer } = await import(library);
const proxy = createProxyServer({ target, agent: new Agent({ keepAlive: true }) });
proxy.on('error', (_error, _req, res) => res.destroy());

const server = createServer((req, res) => proxy.web(req, res));
server.keepAliveTimeout = 65_000;
ready(server);
