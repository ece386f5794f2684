import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway as startEmbedded } from '../../src/index.ts';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';

const token = 'a-token-of-this-test';
let started: StartedGateway;
let port: number;

beforeAll(async () => {
  started = await startGateway({ controlToken: token });
  port = Number(new URL(started.gateway.controlUrl).port);
});
afterAll(() => started.close());

type Fields = Readonly<Record<string, string>>;

interface Answered {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

/** With node:http, since fetch chooses `Host` and `Origin` itself. */
function ask(path: string, headers: Fields, { method = 'GET', body = '' } = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const { statusCode: status = 0, headers: fields } = response;
      text(response).then((read) => resolve({ status, type: fields['content-type'], body: read }), reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const own = { authorization: `Bearer ${token}` };

test.each<[string, Fields, number]>([
  ['no token', {}, 401],
  ['another token', { authorization: 'Bearer another' }, 401],
  ['the token in another scheme', { authorization: `Basic ${token}` }, 401],
  ['the token', own, 200],
  ['the name of another site', { ...own, host: 'evil.example' }, 403],
  ['a name that was rebound to this machine', { ...own, host: 'evil.example:4011' }, 403],
  ['an address', { ...own, host: '127.0.0.1:4011' }, 200],
  ['localhost', { ...own, host: 'localhost' }, 200],
  ['a page of another site', { ...own, origin: 'https://evil.example' }, 403],
  ['a page of no site', { ...own, origin: 'null' }, 403],
])('%s', async (_, headers, status) => {
  const { type, ...answered } = await ask('/rules', headers);
  expect(answered.status).toBe(status);
  if (status !== 200) expect(type).toMatch(/^application\/problem\+json/);
  expect(answered.body).not.toContain(token);
});

test('health and the page need no token, and every other path does', async () => {
  const open = await Promise.all(['/health', '/', '/page.js', '/page.css'].map((path) => ask(path, {})));
  expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const paths = [
    '/rules',
    '/scenario',
    '/journal',
    '/verdicts',
    '/openapi.json',
    '/events',
    '/under-way',
    '/nothing',
  ];
  const statuses = await Promise.all(paths.map((path) => ask(path, {}).then(({ status }) => status)));
  expect(new Set(statuses)).toEqual(new Set([401]));
});

test('a body that is too large, and one that is no rule', async () => {
  const large = await ask('/rules', own, { method: 'POST', body: `faults: [${'500, '.repeat(300_000)}500]` });
  expect([large.status, large.body]).toEqual([413, expect.stringContaining('at most 1 MiB')]);
  const wrong = await ask('/rules', own, { method: 'POST', body: 'faults: [\n  { eror: 500 }]' });
  expect(wrong.status).toBe(422);
  expect(JSON.parse(wrong.body)).toMatchObject({
    mistakes: [{ in: 'body', line: 2, column: 5, message: expect.stringContaining('did you mean "error"?') }],
  });
  const list = await ask('/outcome', own, { method: 'POST', body: '[success]' });
  expect([list.status, JSON.parse(list.body).detail]).toEqual([
    422,
    expect.stringContaining('expected an object'),
  ]);
  const { status, body } = await ask('/ruels', own);
  expect([status, body]).toEqual([404, expect.stringContaining('no GET /ruels; there is GET /rules')]);
});

test('500 hung requests do not slow the control API', async () => {
  const { steering, url } = started.gateway;
  await steering.addRule(
    { scenario: null, label: 'hung' },
    '{ faults: [{ hang: { at: before-head, for: 1h } }] }',
  );
  const data = Number(new URL(url).port);
  const head =
    'GET /@healthy.hung/v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk-oais-any\r\n\r\n';
  const sockets = Array.from({ length: 500 }, () => connect(data, '127.0.0.1').end(head));
  await steering.subscribe(() => {});
  const answers = await Promise.all([
    ask('/faults/stop', own, { method: 'POST' }),
    ask('/faults/resume', own, { method: 'POST' }),
    ask('/reset?what=counters', own, { method: 'POST' }),
    ask('/rules', own),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  for (const socket of sockets) socket.destroy();
});

test('a secret is in nothing that the control API says', async () => {
  const secret = 'sk-oais-0123456789abcdefghijklmnop';
  const { url } = started.gateway;
  const when = `{ key: ${secret}, header: { authorization: 'Bearer ${secret}' } }`;
  const rule = `{ id: keyed, when: ${when}, faults: [{ eror: 1 }] }`;
  const refused = await ask('/rules?label=secret', own, { method: 'POST', body: rule });
  const added = await ask('/rules?label=secret', own, {
    method: 'POST',
    body: rule.replace('{ eror: 1 }', '500'),
  });
  const sent = await fetch(`${url}/@healthy.secret/v1/chat/completions?key=${secret}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'user-agent': secret, 'content-type': 'application/json' },
    body: JSON.stringify({ model: secret, messages: [{ role: 'user', content: secret }] }),
  });
  expect([refused.status, added.status, sent.status]).toEqual([422, 200, 500]);
  await sent.text();
  const paths = [
    '/rules?label=secret',
    '/journal?label=secret',
    '/verdicts?label=secret',
    '/metrics',
    `/rules/${secret}`,
  ];
  const said = await Promise.all(paths.map((path) => ask(path, own).then(({ body }) => body)));
  for (const body of [refused.body, added.body, ...said]) expect(body).not.toContain(secret);
});

test('events are told as they come, and those that were missed', async () => {
  const { controlUrl, url } = started.gateway;
  const reading = new AbortController();
  const events = await fetch(`${controlUrl}/events?since=0&label=told`, {
    headers: own,
    signal: reading.signal,
  });
  const headers = { authorization: 'Bearer sk-oais-any' };
  await fetch(`${url}/@healthy.told/v1/models`, { headers }).then((answer) => answer.text());
  let read = '';

  for await (const chunk of events.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    read += chunk;
    if (/event: request\ndata: .*\n\n/.test(read)) break;
  }
  reading.abort();
  expect(read).toMatch(/^: badgateway\n\nid: \d+\nevent: request\ndata: \{.*"label":"told"/);
});

test('what was missed is told whole, however much it is', async () => {
  const { controlUrl, journal } = started.gateway;
  const says = 'x'.repeat(10_000);
  const notice = {
    kind: 'notice',
    at: 0,
    scenario: 'healthy',
    label: 'much',
    notice: 'steered',
    says,
  } as const;
  let last = 0;
  for (let count = 0; count < 500; count += 1) last = journal.append(notice);
  const reading = new AbortController();
  const events = await fetch(`${controlUrl}/events?since=0`, { headers: own, signal: reading.signal });
  const numbers: number[] = [];
  let cut = '';
  for await (const chunk of events.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    // A chunk may end inside a line: only whole lines are read, the rest waits for its end.
    const lines = `${cut}${chunk}`.split('\n');
    cut = lines.pop() ?? '';
    numbers.push(...lines.filter((line) => line.startsWith('id: ')).map((line) => Number(line.slice(4))));
    if (numbers.at(-1) === last) break;
  }
  reading.abort();
  expect(numbers.length).toBeGreaterThanOrEqual(500);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test('without a token it is refused beyond this machine', async () => {
  await expect(startEmbedded({ controlToken: 'none', controlHost: '0.0.0.0' })).rejects.toThrow(
    '--control-token none would let everyone who reaches 0.0.0.0 steer the gateway',
  );
});

test('the journal as NDJSON: an entry a line, and the cursor in a header field', async () => {
  const gateway = await startEmbedded({ controlToken: token });
  const read = (query: string, accept: string) =>
    fetch(`${gateway.controlUrl}/journal?kind=request${query}`, { headers: { ...own, accept } });
  try {
    for (const n of [1, 2, 3]) await (await fetch(`${gateway.url}/v1/models?${n}`)).arrayBuffer();
    await gateway.waitForEntries({ count: 3, timeout: '20s' });
    const lines = await read('&limit=2', 'application/x-ndjson');
    expect([lines.status, lines.headers.get('content-type'), lines.headers.get('vary')]).toEqual([
      ...[200, expect.stringMatching(/^application\/x-ndjson/), 'Accept'],
    ]);
    const cursor = lines.headers.get('x-badgateway-cursor');
    const rest = await read(`&since=${cursor}`, 'application/json');
    const { entries } = (await rest.json()) as { entries: { id: number }[] };
    const first = (await lines.text()).split('\n');
    expect(first.pop()).toBe('');
    const all = [...first.map((line) => JSON.parse(line)), ...entries];
    expect(all.map(({ url }) => url)).toEqual(['/v1/models?1', '/v1/models?2', '/v1/models?3']);
    const beyond = await read(`&since=${all[2].id}`, 'application/x-ndjson');
    expect([await beyond.text(), Number(beyond.headers.get('x-badgateway-cursor'))]).toEqual([
      ...['', expect.any(Number)],
    ]);
  } finally {
    await gateway.close(0);
  }
});
