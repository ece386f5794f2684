import { connect } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { Runs } from '../../src/gateway/runs.ts';
import { type AnswerOrigin, answerOrigins, type OwnError, ownErrors } from '../../src/model/answer-origin.ts';
import type { ScenarioOverrides } from '../../src/scenario/load.ts';
import { curl, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { rawRequest, splitHead } from '../helpers/clients/raw.ts';
import { answerFaults, faultCases } from '../helpers/fault-cases.ts';
import { chatBody, type StartedGateway } from '../helpers/gateway.ts';
import { tapeWorkshop } from '../helpers/tapes.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

const field = 'X-Gateway-Error-Category';

const { tape, gateway, close } = tapeWorkshop();

/** A backend that knows nothing of the header: the path says the status. */
let backend: Listening;
beforeAll(async () => {
  backend = await httpUpstream((req, res) => {
    req.resume();
    res.writeHead(Number(/\d{3}$/.exec(req.url ?? '')?.[0] ?? 200), { 'Content-Type': 'text/plain' });
    res.end('from the backend');
  });
});
afterAll(async () => {
  await close();
  await backend.close();
});

/** What a bare socket hears until the connection ends, in whatever way. */
async function hear(socket: ReturnType<typeof connect>, bytes: string | Buffer): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString();
}

const say = ({ url }: { readonly url: string }, bytes: string | Buffer) =>
  hear(connect(Number(new URL(url).port), '127.0.0.1'), bytes);

function sayByTls({ url, ca }: Gateway, bytes: string): Promise<string> {
  const socket = tls.connect({ port: Number(new URL(url).port), servername: 'localhost', ca });
  return hear(socket, bytes);
}

const chat = (headers: Readonly<Record<string, string>> = {}, prefix = '') =>
  rawRequest(`${prefix}/v1/chat/completions`, chatBody(), { Authorization: 'Bearer dtk_any', ...headers });

/** A tape of what the backend answers. */
async function recorded(): Promise<string> {
  const record = tape();
  const recording = await gateway(JSON.stringify({ upstream: backend.url, record }));
  await say(recording, chat());
  await recording.close();
  return record;
}

type Scenario = Readonly<Record<string, unknown>>;

/** A gateway of DeepToken for the running test. */
const deeptoken = (scenario: Scenario = {}, overrides: ScenarioOverrides = {}) =>
  gatewayOf({ platform: 'deeptoken', ...scenario }, { overrides, labels: 'hidden' });

const rule = (...items: unknown[]) => ({ rules: [{ faults: items }] });

interface Provocation {
  readonly status: number;
  /** What the header says then. */
  readonly category: string;
  /** Every byte that the client heard. */
  provoke(): Promise<string>;
}

const connectTo = (authority: string) => `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`;

/** What the type demands is one provocation for each way that is registered, and the loop runs them all. */
const provocations: Readonly<Record<AnswerOrigin, Provocation>> = {
  stub: { status: 200, category: 'none', provoke: async () => say(await deeptoken(), chat()) },
  catalogue: {
    status: 402,
    category: 'quota_error',
    provoke: async () => say(await deeptoken(rule('org-wallet-empty')), chat()),
  },
  respond: {
    status: 529,
    category: 'upstream_error',
    provoke: async () => say(await deeptoken(rule({ respond: 529 })), chat()),
  },
  upstream: {
    status: 200,
    category: 'none',
    provoke: async () => say(await deeptoken({ upstream: backend.url }), chat()),
  },
  tape: {
    status: 200,
    category: 'none',
    provoke: async () => say(await deeptoken({ upstream: { replay: await recorded() } }), chat()),
  },
  'tunnel-opened': {
    status: 200,
    category: 'none',
    provoke: async () => say(await deeptoken(), `${connectTo('localhost:80')}${chat()}`),
  },
  'unknown-scenario': {
    status: 404,
    category: 'user_error',
    provoke: async () => say(await deeptoken(), chat({}, '/@no-such-scenario')),
  },
  'unknown-upstream': {
    status: 404,
    category: 'user_error',
    provoke: async () => say(await deeptoken({ upstreams: { primary: 'stub' } }), chat({}, '/~secondary')),
  },
  misdirected: {
    status: 421,
    category: 'user_error',
    provoke: async () => say(await deeptoken(), chat({}, '/@expired-certificate')),
  },
  'invalid-override': {
    status: 400,
    category: 'user_error',
    provoke: async () => say(await deeptoken({ overrides: 'allow' }), chat({ 'x-badgateway-fault': 'eror' })),
  },
  'unreadable-scenario': {
    status: 404,
    category: 'user_error',
    // It names an error that this platform has not.
    provoke: async () =>
      say(await deeptoken({}, { platform: 'deeptoken' }), chat({}, '/@no-healthy-upstream')),
  },
  'gateway-broken': {
    status: 500,
    category: 'platform_error',
    provoke: async () => {
      const started = await deeptoken();
      const { of } = Runs.prototype;
      const spy = vi.spyOn(Runs.prototype, 'of').mockImplementation(function (this: Runs, compiled, label) {
        if (label === 'defect') throw new Error('a defect');
        return of.call(this, compiled, label);
      });
      onTestFinished(() => spy.mockRestore());
      return say(started, chat({}, '/@inline.defect'));
    },
  },
  'tunnel-refused': {
    status: 403,
    category: 'user_error',
    provoke: async () => say(await deeptoken(), connectTo('elsewhere.example:443')),
  },
  'tunnel-misplaced': {
    status: 403,
    category: 'user_error',
    provoke: async () => sayByTls((await deeptoken()).gateway, connectTo('localhost:443')),
  },
  'invalid-request': {
    status: 400,
    category: 'user_error',
    provoke: async () => say(await deeptoken(), 'hello gateway\r\n\r\n'),
  },
  'head-too-large': {
    status: 431,
    category: 'user_error',
    provoke: async () => say(await deeptoken(), chat({ 'X-Padding': 'a'.repeat(65_536) })),
  },
  'chunk-extensions-too-large': {
    status: 413,
    category: 'user_error',
    provoke: async () => {
      const head = 'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
      return say(await deeptoken(), `${head}1;${'a'.repeat(65_536)}\r\nx\r\n0\r\n\r\n`);
    },
  },
  'request-timeout': {
    status: 408,
    category: 'user_error',
    provoke: async () => say(await deeptoken({ limits: { read: '50ms' } }), 'GET /v1/mod'),
  },
};

const headForm = /^HTTP\/1\.1 \d{3} [\s\S]*?(?:\r\n\r\n|$(?![\s\S]))/gm;

/** 100 Continue asks for a body and answers nothing. */
const isInterim = (head: string): boolean => head.startsWith('HTTP/1.1 100 ');

/** Every head of an answer that was heard, and that of a tunnel. */
const headsIn = (heard: string): readonly string[] =>
  (heard.match(headForm) ?? []).filter((head) => !isInterim(head));

/** The values of the header in a head, by any case of its name. */
function categoriesIn(head: string): string[] {
  const lines = head.trimEnd().split('\r\n').slice(1);
  return lines.flatMap((line) => {
    const [name = '', value = ''] = line.split(': ');
    return name.toLowerCase() === field.toLowerCase() ? [value] : [];
  });
}

test.each(answerOrigins)('%s: the header is there, and says what it says of that status', async (origin) => {
  const { status, category, provoke } = provocations[origin];
  const heads = headsIn(await provoke());
  for (const head of heads)
    expect({ head, categories: categoriesIn(head).length }).toEqual({ head, categories: 1 });
  const head = heads.at(-1) ?? '';
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(categoriesIn(head)).toEqual([category]);
});

test.each(Object.keys(ownErrors) as OwnError[])(
  '%s is told as badgateway’s own, in the members of the platform’s envelope',
  async (kind) => {
    const { status, category, provoke } = provocations[kind];
    const heard = await provoke();
    expect(headsIn(heard).at(-1)).toContain(`\r\nx-badgateway-error: ${status}`);
    const { error, badgateway } = JSON.parse(splitHead(Buffer.from(heard)).body.toString());
    expect(error).toEqual({ message: badgateway.message, type: category, code: kind.replaceAll('-', '_') });
    expect(badgateway.message.length).toBeGreaterThan(20);
  },
);

test('a head that the list does not know is not written: these are its ways, each by name', () => {
  expect(Object.keys(provocations).toSorted()).toEqual([...answerOrigins].toSorted());
});

describe('under every fault of answers', () => {
  const rules = faultCases.map(({ item }, index) => ({
    id: `rule-${index}`,
    when: { header: { 'x-case': String(index) } },
    faults: [item],
  }));
  const scenario = { platform: 'deeptoken', seed: 7, limits: { hang: '200ms' }, rules };
  /** In place of an answer these send bytes that no HTTP parser takes for one. */
  const noAnswer = ['bad-head'];
  const names = answerFaults.map(({ name }) => name);
  let stub: StartedGateway;
  let proxy: StartedGateway;
  beforeAll(async () => {
    stub = await gateway(JSON.stringify(scenario));
    proxy = await gateway(JSON.stringify({ ...scenario, upstream: stub.url }));
  });

  const headsOf = async (url: string, index: number, stream: boolean) => {
    const path = `/@inline.case-${index}-${stream}/v1/chat/completions`;
    return headsIn(await say({ url }, rawRequest(path, chatBody({ stream }), { 'x-case': String(index) })));
  };

  test.each(names.filter((name) => !noAnswer.includes(name)))('%s', async (name) => {
    const cases = [...faultCases.entries()].filter(([, { fault }]) => fault === name);
    expect(cases.length).toBeGreaterThan(0);
    const asked = cases.flatMap(([index, { item }]) =>
      [stub, proxy].flatMap(({ url }) => [true, false].map((stream) => ({ item, index, url, stream }))),
    );
    const heads = await Promise.all(
      asked.map(async ({ item, index, url, stream }) =>
        (await headsOf(url, index, stream)).map((head) => ({ item, head })),
      ),
    );
    for (const { item, head } of heads.flat())
      expect({ item, head, categories: categoriesIn(head).length }).toEqual({ item, head, categories: 1 });
  });
});

test('a page with an error status in place of a success is no success for the header', async () => {
  const started = await deeptoken(rule({ 'body-html': { status: 502 } }));
  expect(headsIn(await say(started, chat())).flatMap(categoriesIn)).toEqual(['upstream_error']);
});

describe('by its status, an answer of a backend', () => {
  test.each([
    [204, 'none'],
    [304, 'none'],
    [400, 'user_error'],
    [402, 'quota_error'],
    [418, 'user_error'],
    [429, 'platform_error'],
    [500, 'platform_error'],
    [503, 'platform_error'],
    [507, 'upstream_error'],
  ])('%s: %s', async (status, category) => {
    const started = await deeptoken({ upstream: backend.url });
    const url = `${started.url}/v1/models/${status}`;
    const byCurl = await curl({ url });
    expect([byCurl.status, fieldOf(byCurl, field)]).toEqual([status, category]);
    const byNode = await fetch(url);
    expect([byNode.status, byNode.headers.get(field)]).toEqual([status, category]);
  });

  test('that has the header itself keeps it', async () => {
    const own = await httpUpstream(
      (_, res) => void res.writeHead(500, { [field.toLowerCase()]: 'theirs' }).end(),
    );
    const started = await deeptoken({ upstream: own.url });
    const heads = headsIn(await say(started, rawRequest('/v1/models')));
    expect(heads.flatMap(categoriesIn)).toEqual(['theirs']);
    await own.close();
  });

  test('under the short categories of the English pages', async () => {
    const started = await deeptoken({ platform: 'deeptoken-en', upstream: backend.url });
    const values = [200, 418, 507].map(async (status) => {
      const { headers } = await fetch(`${started.url}/v1/models/${status}`);
      return headers.get(field);
    });
    expect(await Promise.all(values)).toEqual(['none', 'user', 'upstream']);
  });
});

describe('switched off', () => {
  const settings = { 'category-on-every-response': 'no' };
  const off = (scenario: Scenario = {}) =>
    deeptoken({ ...scenario, platform: { name: 'deeptoken', settings } });

  test('only what the platform itself answers has the header', async () => {
    const stub = await off(rule('org-wallet-empty'));
    expect(headsIn(await say(stub, chat())).flatMap(categoriesIn)).toEqual(['quota_error']);
    const passed = await off({ upstream: backend.url });
    expect(headsIn(await say(passed, chat())).flatMap(categoriesIn)).toEqual([]);
    const responded = await off(rule({ respond: 529 }));
    expect(headsIn(await say(responded, chat())).flatMap(categoriesIn)).toEqual([]);
    const own = await say(stub, chat({}, '/@no-such-scenario'));
    expect(headsIn(own).flatMap(categoriesIn)).toEqual([]);
    expect(own).toContain('"code":"unknown_scenario"');
  });
});

test('a platform without such a header: answers have none, own errors have its envelope', async () => {
  const started = await gatewayOf({ overrides: 'allow' });
  const { status, headers, body } = await curl({ url: `${started.url}/@nowhere/v1/models` });
  expect([status, fieldOf({ headers }, field), fieldOf({ headers }, 'x-badgateway-error')]).toEqual([
    ...[404, undefined, '404'],
  ]);
  const { error, badgateway } = JSON.parse(body.toString());
  expect(error).toEqual({
    ...{ type: 'invalid_request_error', code: 'unknown_scenario', message: badgateway.message, param: null },
  });
  const keys = await curl({
    url: `${started.url}/api/keys`,
    headers: { 'x-badgateway-fault': 'eror', authorization: 'Bearer sk-any' },
  });
  // The request's own surface has its own envelope.
  expect(JSON.parse(keys.body.toString())).toMatchObject({
    code: 'invalid_override',
    error: expect.any(String),
  });
});
