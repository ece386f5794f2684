import http from 'node:http';
import { afterEach, expect, test } from 'vitest';
import {
  converse,
  type Gateway,
  type GatewayOptions,
  gateway,
  type Listening,
  listening,
  type RawUpstream,
  rawUpstream,
} from '../helpers/upstreams.ts';

const opened: Listening[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

interface Pair {
  readonly upstream: RawUpstream;
  readonly front: Gateway;
}

/** An upstream that answers every head with these bytes, and a gateway before it. */
async function answering(answer: string, options: GatewayOptions & { base?: string } = {}): Promise<Pair> {
  const upstream = await rawUpstream((socket) => socket.write(answer, 'latin1'));
  const front = await gateway(upstream.url + (options.base ?? ''), options);
  opened.push(upstream, front);
  return { upstream, front };
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

function headOf(text = ''): string[] {
  return text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
}

function bodyOf(text = ''): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

function request(line: string, ...fields: readonly string[]): string {
  return [`${line} HTTP/1.1`, 'Host: here', ...fields, 'Connection: close', '', ''].join('\r\n');
}

test('forwards case, order and repetitions of the request fields, and a host of its own', async () => {
  const { upstream, front } = await answering(ok);
  const fields = [
    'X-B: 2',
    'aCCept: */*',
    'X-Twice: 1',
    'x-a: 1',
    'X-Twice: 2',
    '__proto__: odd',
    'Bytes: \xe9',
  ];
  await converse(front.port, [request('GET /v1/models?a=%20b&a=2', ...fields)]);
  expect(headOf(upstream.heard[0])).toEqual([
    'GET /v1/models?a=%20b&a=2 HTTP/1.1',
    `Host: 127.0.0.1:${upstream.port}`,
    'X-B: 2',
    'aCCept: */*',
    'X-Twice: 1',
    'x-a: 1',
    'X-Twice: 2',
    '__proto__: odd',
    'Bytes: \xe9',
    'Connection: keep-alive',
  ]);
});

test('returns the head of the answer as it came, without what ends at this hop', async () => {
  const fields = ['X-B: 2', 'content-TYPE: text/plain', 'Set-Cookie: a=1', 'X-A: \xe9', 'set-cookie: b=2'];
  const hop = [
    'Connection: X-Hop, keep-alive',
    'X-Hop: 1',
    'Keep-Alive: timeout=5',
    'Proxy-Authenticate: Basic',
  ];
  const head = ['HTTP/1.1 200 Quite Fine', ...fields, ...hop, 'Content-Length: 2', '', ''];
  const { front } = await answering(`${head.join('\r\n')}ok`);
  const { text } = await converse(front.port, [request('GET /v1/models')]);
  expect(headOf(text)).toEqual([
    'HTTP/1.1 200 Quite Fine',
    ...fields,
    'Content-Length: 2',
    'Connection: close',
  ]);
  expect(bodyOf(text)).toBe('ok');
});

test('drops fields of the request that end at this hop or speak to the gateway', async () => {
  const { upstream, front } = await answering(ok);
  const dropped = [
    'TE: trailers',
    'Upgrade: h2c',
    'Keep-Alive: 5',
    'Proxy-Connection: x',
    'Proxy-Authorization: x',
  ];
  const ours = ['X-Badgateway-Fault: error', 'x-badgateway-call: 7', 'X-Hop: 1'];
  const text = request('GET /v1/models', ...dropped, ...ours, 'X-Kept: 1').replace('close', 'close, x-HOP');
  await converse(front.port, [text]);
  expect(headOf(upstream.heard[0]).slice(2)).toEqual(['X-Kept: 1', 'Connection: keep-alive']);
});

test.each([
  ['the same field', ['Authorization: Bearer mine'], ['Authorization: Bearer theirs']],
  [
    'the same field in any case, once',
    ['AUTHORIZATION: x', 'authorization: y'],
    ['AUTHORIZATION: Bearer theirs'],
  ],
  ['a field of its own where there was none', [], ['authorization: Bearer theirs']],
])('puts its key in %s', async (_, sent, received) => {
  const { upstream, front } = await answering(ok, { key: 'theirs' });
  await converse(front.port, [request('GET /v1/models', ...sent)]);
  expect(headOf(upstream.heard[0]).slice(2, -1)).toEqual(received);
});

test.each([
  ['', '/v1/x?q=1', '/v1/x?q=1'],
  ['/v1', '/v1/x', '/v1/x'],
  ['/v1/', '/v1/x', '/v1/x'],
  ['/base', '/v1/x', '/base/v1/x'],
  ['/base/v1', '/v1/x?q=/v1', '/base/v1/x?q=/v1'],
  ['/base/', '/v1/x', '/base/v1/x'],
  ['/base/v1', '/api/keys', '/base/api/keys'],
  ['', '//odd//path', '//odd//path'],
])('with the base "%s" asks %s at %s', async (base, path, asked) => {
  const { upstream, front } = await answering(ok, { base });
  await converse(front.port, [request(`GET ${path}`)]);
  expect(headOf(upstream.heard[0])[0]).toBe(`GET ${asked} HTTP/1.1`);
});

const length = ['Content-Length: 4'];
const chunked = ['Transfer-Encoding: chunked'];

test.each([
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'GET'].flatMap((method) => [
    [method, length, 'body', ['content-length: 4'], 'body'] as const,
    [
      method,
      chunked,
      '4\r\nbody\r\n0\r\n\r\n',
      ['transfer-encoding: chunked'],
      '4\r\nbody\r\n0\r\n\r\n',
    ] as const,
  ]),
  ['GET', [], '', [], ''] as const,
  ['DELETE', [], '', [], ''] as const,
  ['OPTIONS', [], '', [], ''] as const,
  ['POST', ['Content-Length: 0'], '', ['content-length: 0'], ''] as const,
  ['DELETE', [...length, 'Connection: content-length'], 'body', ['content-length: 4'], 'body'] as const,
])('frames %s with %j once', async (method, fields, body, framing, forwarded) => {
  const upstream = await rawUpstream((socket) => {
    // Answers when the body is there too, so that all of it is seen.
    const answer = () => {
      if (bodyOf(upstream.heard[0]) === forwarded) socket.write(ok);
    };
    answer();
    socket.on('data', answer);
  });
  const front = await gateway(upstream.url);
  opened.push(upstream, front);
  const { text } = await converse(front.port, [request(`${method} /v1/x`, ...fields), body]);
  expect(headOf(text)[0]).toBe('HTTP/1.1 200 OK');
  const sent = headOf(upstream.heard[0]).map((field) => field.toLowerCase());
  expect(sent.filter((field) => /^(content-length|transfer-encoding)/.test(field))).toEqual(framing);
  expect(bodyOf(upstream.heard[0])).toBe(forwarded);
});

test.each([
  ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n', 'Content-Length: 1234'],
  ['GET', 'HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n', 'X-A: 1'],
  ['GET', 'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 99\r\n\r\n', 'Content-Length: 99'],
])('relays an answer to %s that has no body: %j', async (method, answer, field) => {
  const { front } = await answering(answer);
  const { text, how } = await converse(front.port, [request(`${method} /v1/models`)]);
  expect(headOf(text)[0]).toBe(headOf(answer)[0]);
  expect(headOf(text)).toContain(field);
  expect({ body: bodyOf(text), how }).toEqual({ body: '', how: 'fin' });
});

const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n';
const goOn = 'HTTP/1.1 100 Continue\r\n\r\n';

test.each([
  ['a client that did not ask for a 100', []],
  ['a client that did', ['Expect: 100-continue']],
])('relays interim answers to %s', async (_, fields) => {
  const { front } = await answering(goOn + hints + ok);
  const { text } = await converse(front.port, [request('POST /v1/x', ...fields, ...length), 'body']);
  expect(text.startsWith(`${goOn}${hints}HTTP/1.1 200 OK\r\n`)).toBe(true);
});

test('relays no interim answer to a client of HTTP/1.0', async () => {
  const { front } = await answering(hints + ok);
  const { text } = await converse(front.port, ['GET /v1/models HTTP/1.0\r\n\r\n']);
  expect(text.startsWith('HTTP/1.1 200 OK\r\n')).toBe(true);
});

test.each([
  ['length', length, 'body', 'body'],
  ['chunks', chunked, '4\r\nbody\r\n0\r\n\r\n', '4\r\nbody\r\n0\r\n\r\n'],
])('asks the upstream before the client sends a body with %s', async (_, fields, body, forwarded) => {
  const steps: string[] = [];
  const upstream = await rawUpstream((socket, head) => {
    steps.push(/\r\nexpect: 100-continue\r\n/i.test(head) ? 'asked' : 'not asked', bodyOf(head));
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    socket.on('data', () => {
      if (bodyOf(upstream.heard[0]) === forwarded) socket.write(ok);
    });
  });
  const front = await gateway(upstream.url);
  opened.push(upstream, front);
  const asking = request('POST /v1/x', 'Expect: 100-continue', ...fields);
  const { text } = await converse(front.port, [asking], (heard, socket) => {
    if (heard === goOn) socket.write(body);
  });
  expect(text).toContain('HTTP/1.1 200 OK');
  expect(steps).toEqual(['asked', '']);
});

test('relays the refusal of an upstream that does not want the body', async () => {
  const { front } = await answering('HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  const { text } = await converse(front.port, [
    request('POST /v1/x', 'Expect: 100-continue', 'Content-Length: 9'),
  ]);
  expect(headOf(text)[0]).toBe('HTTP/1.1 417 No');
});

const trailing = 'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n';
const trailers = '0\r\nX-Sum: abc\r\nx-Sum: def\r\n\r\n';

test('relays trailers and what announces them', async () => {
  const { front } = await answering(`${trailing}2\r\nok\r\n${trailers}`);
  const { text } = await converse(front.port, [request('GET /v1/models')]);
  expect(headOf(text)).toContain('Trailer: X-Sum');
  expect(bodyOf(text)).toBe(`2\r\nok\r\n${trailers}`);
});

test.each([
  ['to HTTP/1.0', 'GET /v1/models HTTP/1.0\r\n\r\n', `${trailing}2\r\nok\r\n${trailers}`, 'ok'],
  ['to HEAD', request('HEAD /v1/models'), trailing, ''],
  [
    'behind a body of known length',
    request('GET /v1/models'),
    'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 2\r\n\r\nok',
    'ok',
  ],
])('announces no trailers where none can follow: %s', async (_, text, answer, body) => {
  const { front } = await answering(answer);
  const got = await converse(front.port, [text]);
  expect(headOf(got.text).filter((field) => field.startsWith('Trailer'))).toEqual([]);
  expect({ body: bodyOf(got.text), how: got.how }).toEqual({ body, how: 'fin' });
});

test('relays a body that ends with its connection', async () => {
  const upstream = await rawUpstream((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end'));
  const front = await gateway(upstream.url);
  opened.push(upstream, front);
  const { text } = await converse(front.port, [request('GET /v1/models')]);
  expect(bodyOf(text)).toBe('d\r\nuntil the end\r\n0\r\n\r\n');
  expect(front.failures).toEqual([]);
});

test.each([
  ['bodiless requests', request('GET /v1/models')],
  ['bodies with a length', request('POST /v1/x', ...length).concat('body')],
  ['chunked bodies', request('DELETE /v1/x', ...chunked).concat('4\r\nbody\r\n0\r\n\r\n')],
])('keeps one connection to the upstream for %s', async (_, text) => {
  let connections = 0;
  const server = http.createServer((req, res) => req.resume().once('end', () => res.end()));
  server.on('connection', () => {
    connections += 1;
  });
  const upstream = await listening(server);
  const front = await gateway(upstream.url);
  opened.push(upstream, front);
  for (let request = 1; request <= 3; request += 1)
    expect(headOf((await converse(front.port, [text])).text)[0]).toBe('HTTP/1.1 200 OK');
  expect(connections).toBe(1);
});
