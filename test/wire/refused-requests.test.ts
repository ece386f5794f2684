import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { journalOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { type Listening, listening } from '../helpers/upstreams.ts';

let upstream: Listening;
let forwarding: StartedGateway;
let stubbed: StartedGateway;
const seen: (string | undefined)[] = [];

beforeAll(async () => {
  const server = createServer((req: IncomingMessage, res) => {
    seen.push(`${req.method} ${req.url}`);
    res.end('{}');
  });
  upstream = await listening(server);
  const url = `http://127.0.0.1:${upstream.port}/base/v1`;
  [forwarding, stubbed] = await Promise.all([
    startGateway({ scenario: `upstream: { url: "${url}" }\n` }),
    startGateway(),
  ]);
});
afterAll(() => upstream.close());

/** The answer to one request, its bytes as they are given. */
function say(gateway: StartedGateway, head: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(`${head}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

const notices = (gateway: StartedGateway) =>
  journalOf(gateway).flatMap((entry) => (entry.kind === 'notice' ? [`${entry.notice}: ${entry.says}`] : []));

test.each([
  ['two Host fields', 'GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: b', '2 Host fields'],
  ['a repeated Host', 'GET /v1/models HTTP/1.1\r\nHost: a\r\nhOST: a', '2 Host fields'],
  ['an asterisk for GET', 'GET * HTTP/1.1\r\nHost: a', 'for OPTIONS alone'],
])('%s is refused with 400, and the journal has it', async (_, head, why) => {
  for (const gateway of [forwarding, stubbed]) {
    const answer = await say(gateway, head);
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*invalid_request_error/s);
    expect(answer).toContain(why);
    expect(notices(gateway).at(-1)).toMatch(new RegExp(`^request-refused: 400 GET .* refused: .*${why}`));
  }
  expect(seen).toEqual([]);
});

test.each([
  '/v1/../admin',
  '/v1/../../admin',
  '/v1/./models',
  '/v1/%2e%2E/admin',
  '/v1/.%2e%2fadmin',
  '/v1/..\\admin',
  '/v1/models/..',
])('%s leads out of no base path', async (path) => {
  const answer = await say(forwarding, `GET ${path} HTTP/1.1\r\nHost: a`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 .*dot segments/s);
  expect(seen).toEqual([]);
});

test('a name with dots is no dot segment, and OPTIONS * stays an asterisk', async () => {
  const heads = ['GET /v1/models/a.b..c', 'GET /v1/.well-known/...', 'GET /v1/models?x=/../y', 'OPTIONS *'];
  for (const head of heads) await say(forwarding, `${head} HTTP/1.1\r\nHost: a`);
  expect(seen).toEqual([
    'GET /base/v1/models/a.b..c',
    'GET /base/v1/.well-known/...',
    'GET /base/v1/models?x=/../y',
    'OPTIONS *',
  ]);
});

test('an unknown scenario is in the journal, without the secrets and the length of its URL', async () => {
  const path = `/@nowhere/v1/models?api_key=secretsecret1&x=${'y'.repeat(2_000)}`;
  expect(await say(stubbed, `GET ${path} HTTP/1.1\r\nHost: a`)).toMatch(/^HTTP\/1\.1 404 /);
  const says = notices(stubbed).at(-1) ?? '';
  expect(says).toMatch(/^request-refused: 404 GET \/@nowhere\/v1\/models.*: no scenario is named "nowhere"$/);
  expect(says).not.toContain('secretsecret1');
  expect(says.length).toBeLessThan(400);
});

test('a scenario with rules for connections that is not the default one is in the journal too', async () => {
  expect(await say(stubbed, 'GET /@expired-certificate/v1/models HTTP/1.1\r\nHost: a')).toMatch(
    /^HTTP\/1\.1 421 /,
  );
  expect(notices(stubbed).at(-1)).toContain('request-refused: 421 GET /@expired-certificate/v1/models');
});
