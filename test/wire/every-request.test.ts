import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { type Listening, listening } from '../helpers/upstreams.ts';

let upstream: Listening;
let gateway: StartedGateway;

beforeAll(async () => {
  upstream = await listening(http.createServer((_, res) => res.end('healthy')));
  gateway = await startGateway({
    scenario: `platform: token-factory\nupstream: ${upstream.url}\nrules: [{ faults: [429] }]`,
  });
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

test.each([
  ['POST', '/v1/responses'],
  ['POST', '/v1/audio/transcriptions'],
  ['GET', '/v1/batches/b1'],
  ['POST', '/v1/chat/completions/'],
  ['POST', '//v1/chat/completions'],
  ['GET', '/api/unheard-of'],
  ['GET', '/elsewhere'],
])('in front of an upstream a rule without when meets %s %s', async (method, path) => {
  const res = await fetch(gateway.url + path, { method });
  expect(res.status).toBe(429);
  expect(res.headers.get('content-type')).toContain('json');
  expect(await res.text()).not.toBe('healthy');
});
