import { expect, test } from 'vitest';
import { curlAll, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { chat, chatBody, requestsOf } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

const withCurl = needs('curl');

/** The fields that tell how long to wait, of `count` requests one after the other. */
async function waits(error: object, count = 1): Promise<(string | undefined)[][]> {
  const { url } = await gatewayOf({ rules: [{ faults: [{ error }] }] });
  const headers = { Authorization: 'Bearer sk-test-0123456789abcdef' };
  const request = { url: `${url}/v1/chat/completions`, headers, body: chatBody() };
  const replies = await curlAll(Array.from({ length: count }, () => request));
  return replies.map((reply) => [fieldOf(reply, 'retry-after'), fieldOf(reply, 'retry-after-ms')]);
}

withCurl.for([
  ['5s', ['5', undefined]],
  ['1500ms', ['2', undefined]],
  ['1ms', ['1', undefined]],
  ['0s', ['0', undefined]],
  ['2m', ['120', undefined]],
  ['24h', ['86400', undefined]],
  [{ ms: '250ms' }, [undefined, '250']],
  [{ ms: '2s' }, [undefined, '2000']],
  [{ raw: 'soon' }, ['soon', undefined]],
  [{ raw: '-1' }, ['-1', undefined]],
  [{ raw: '' }, ['', undefined]],
  ['none', [undefined, undefined]],
] as const)('retryAfter: %o', async ([retryAfter, fields]) => {
  expect(await waits({ status: 429, retryAfter })).toEqual([fields]);
  // On an error that has none of its own, too.
  expect(await waits({ status: 500, retryAfter })).toEqual([fields]);
});

withCurl('retryAfter: a 429 has one of its own, a 500 none', async () => {
  expect(await waits({ status: 429 })).toEqual([['5', undefined]]);
  expect(await waits({ status: 500 })).toEqual([[undefined, undefined]]);
});

withCurl('retryAfter: a list gives one for each injection, and the last one again', async () => {
  const retryAfter = ['5s', { ms: '7ms' }, 'none', '9s'];
  expect(await waits({ status: 503, retryAfter }, 6)).toEqual([
    ['5', undefined],
    [undefined, '7'],
    [undefined, undefined],
    ['9', undefined],
    ['9', undefined],
    ['9', undefined],
  ]);
});

test.for([
  ['90s', 90],
  ['-60s', -60],
  ['0s', 0],
] as const)('retryAfter: a date %s from the answer', async ([date, seconds]) => {
  const { url } = await gatewayOf({
    rules: [{ faults: [{ error: { status: 429, retryAfter: { date } } }] }],
  });
  const before = Math.floor(Date.now() / 1_000);
  const { headers } = await chat(url);
  const after = Math.floor(Date.now() / 1_000);
  const told = String(headers.get('retry-after'));
  expect(told).toMatch(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  const at = Date.parse(told) / 1_000;
  expect(at).toBeGreaterThanOrEqual(before + seconds);
  expect(at).toBeLessThanOrEqual(after + seconds);
});

/** The exact bytes of an answer, but for the date. */
async function bytesOf(error: object): Promise<{ readonly head: string; readonly body: string }> {
  const { url } = await gatewayOf({ seed: 7, rules: [{ id: 'r', faults: [{ error }] }] });
  const heard = await speak(url, rawRequest('/v1/chat/completions', chatBody())).over;
  const { head, body } = splitHead(heard.bytes);
  return { head: head.replace(/^Date: .*$/m, 'Date: …'), body: body.toString() };
}

function letters(text: string): string {
  return [...text].toSorted().join('');
}

test.for([{ status: 404 }, { status: 429, retryAfter: '3s' }, { entry: 'bad-gateway' }])(
  'message: scrambled changes the human text of %o and nothing else',
  async (error) => {
    const plain = await bytesOf(error);
    const scrambled = await bytesOf({ ...error, message: 'scrambled' });
    const [was, is] = [plain, scrambled].map(({ body }) => JSON.parse(body).error);
    expect(scrambled.head).toBe(plain.head);
    expect({ ...is, message: was.message }).toEqual(was);
    expect(Object.keys(is)).toEqual(Object.keys(was));
    expect(is.message).not.toBe(was.message);
    // What the request filled in is scrambled with the rest, never left as a template.
    expect(letters(is.message)).toBe(letters(was.message));
    expect(await bytesOf({ ...error, message: 'scrambled' })).toEqual(scrambled);
  },
);

test('message and param can be said by the scenario', async () => {
  const { body } = await bytesOf({ status: 422, message: 'too hot', param: 'temperature' });
  const error = { type: 'invalid_request_error', code: 'validation_failed' };
  expect(body).toBe(JSON.stringify({ error: { ...error, message: 'too hot', param: 'temperature' } }));
});

test.for([
  [429, 'rate_limited'],
  ['rate-limited', 'rate_limited'],
  [{ error: 429 }, 'rate_limited'],
  [{ error: { code: 'rate_limited' } }, 'rate_limited'],
  [{ error: { entry: 'rate-limited' } }, 'rate_limited'],
] as const)('an error can be spelled %o', async ([item, code]) => {
  const { url } = await gatewayOf({ rules: [{ faults: [item] }] });
  const response = await chat(url);
  expect(response.status).toBe(429);
  expect(await response.json()).toMatchObject({ error: { code } });
});

test('an injected error is injected before the stub has looked at the request', async () => {
  const started = await gatewayOf({ rules: [{ faults: [503] }] });
  const response = await fetch(`${started.url}/v1/chat/completions`, { method: 'POST', body: '{' });
  expect(response.status).toBe(503);
  const [entry] = await requestsOf(started, 1);
  expect(entry).toMatchObject({ key: null, played: { status: 503, ending: 'complete' } });
});

const answers = [
  [{ status: 529, body: { error: 'overloaded' } }, 'application/json', '{"error":"overloaded"}'],
  [{ status: 200, body: 'plain' }, 'text/plain; charset=utf-8', 'plain'],
  [
    { status: 502, body: '<h1>no</h1>', headers: { 'content-type': 'text/html' } },
    'text/html',
    '<h1>no</h1>',
  ],
  [{ status: 418, body: [1, null, 'é'] }, 'application/json', '[1,null,"é"]'],
  [{ status: 500 }, 'text/plain; charset=utf-8', ''],
  [{ status: 200, body: null }, 'application/json', 'null'],
] as const;

test.for(answers)('respond: %o', async ([respond, type, body]) => {
  const headers = { 'X-Request-Id': 'req_1', ...('headers' in respond ? respond.headers : {}) };
  const { url } = await gatewayOf(
    { rules: [{ faults: [{ respond: { ...respond, headers } }] }] },
    { labels: 'hidden' },
  );
  const { head, body: heard } = splitHead((await speak(url, rawRequest('/v1/models')).over).bytes);
  expect(heard.toString()).toBe(body);
  const [line, ...fields] = head.split('\r\n');
  expect(line).toMatch(new RegExp(`^HTTP/1\\.1 ${respond.status} `));
  expect(fields.slice(0, 3)).toEqual([
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Request-Id: req_1',
  ]);
});

// RFC 9110 section 15.3.6 lets a 205 say its empty body by a chunk of nothing.
test.for([
  [204, ''],
  [205, '0\r\n\r\n'],
  [304, ''],
] as const)('respond: a %i has neither a body nor a type', async ([status, framing]) => {
  const { url } = await gatewayOf({ rules: [{ faults: [{ respond: status }] }] }, { labels: 'hidden' });
  const { head, body } = splitHead((await speak(url, rawRequest('/v1/models')).over).bytes);
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head.toLowerCase()).not.toContain('content-type');
  expect(body.toString()).toBe(framing);
});
