import { type ClientHttp2Session, connect } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faults } from '../../src/faults/index.ts';
import { type Http2Error, http2Errors } from '../../src/model/http2-error.ts';
import { curl } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, journalOf, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

/** What a client asks for by the field `x-case`, and what two clients come away with. */
interface Row {
  readonly item: unknown;
  readonly ending: 'severed' | 'complete';
  /** What curl ends with. */
  readonly curl: number;
  /** The head that Node shows, and the error code of its stream, which it has of GOAWAY too. */
  readonly status: number | null;
  readonly stream: Http2Error;
  /** Code, last stream id and debug data of GOAWAY; of a connection whose first request it is. */
  readonly goaway: readonly [Http2Error, number, string] | null;
}

const rst = { ending: 'severed', curl: 92, goaway: null } as const;
const cut = { ending: 'severed', stream: 'ENHANCE_YOUR_CALM' } as const;

const table: Readonly<Record<string, readonly Row[]>> = {
  'rst-stream': [
    // curl asks again by itself, and has none to show in the end.
    { item: { 'rst-stream': {} }, ...rst, curl: 56, status: null, stream: 'REFUSED_STREAM' },
    { item: { 'rst-stream': 'CANCEL' }, ...rst, status: null, stream: 'CANCEL' },
    {
      item: { 'rst-stream': { at: 'after-head', code: 'ENHANCE_YOUR_CALM' } },
      ...{ ...rst, status: 200, stream: 'ENHANCE_YOUR_CALM' },
    },
    {
      item: { 'rst-stream': { frames: 2, code: 'INTERNAL_ERROR' } },
      ...{ ...rst, status: 200, stream: 'INTERNAL_ERROR' },
    },
  ],
  goaway: [
    { item: { goaway: {} }, ...cut, curl: 18, status: null, goaway: ['ENHANCE_YOUR_CALM', 1, ''] },
    {
      item: { goaway: { frames: 2, debug: 'too_many_pings' } },
      ...{ ...cut, curl: 18, status: 200, goaway: ['ENHANCE_YOUR_CALM', 1, 'too_many_pings'] },
    },
    {
      item: { goaway: { code: 'NO_ERROR', frames: 2, then: 'continue' } },
      ...{ ending: 'complete', curl: 0, status: 200, stream: 'NO_ERROR', goaway: ['NO_ERROR', 1, ''] },
    },
  ],
};

const cases = Object.entries(table).flatMap(([name, rows]) =>
  rows.map((row, index) => ({ name, id: `${name}-${index}`, ...row })),
);

const named: readonly (readonly [string, ...unknown[]])[] = [
  ...cases.map(({ id, item }) => [id, item] as const),
  ['slow', { latency: '5s' }],
  ['both', { goaway: { code: 'NO_ERROR', then: 'continue' } }, 'rst-stream'],
];

const scenario = {
  http2: true,
  overrides: 'allow',
  rules: named.map(([id, ...faults]) => ({ id, when: { header: { 'x-case': id } }, faults })),
};
let started: StartedGateway;

beforeAll(async () => {
  started = await startGateway({ scenario: JSON.stringify(scenario) });
});
afterAll(() => started.close());

const fields = { authorization: `Bearer ${validKey}`, 'content-type': 'application/json' };

/** What Node's own client sees of a stream. */
function ask(session: ClientHttp2Session, id: string) {
  const stream = session.request({
    ...fields,
    ':method': 'POST',
    ':path': '/v1/chat/completions',
    'x-case': id,
  });
  const seen = { status: null as number | null, stream: 'NO_ERROR' as Http2Error | undefined, bytes: 0 };
  stream.on('response', (head) => {
    seen.status = head[':status'] ?? null;
  });
  stream.on('data', (chunk: Buffer) => {
    seen.bytes += chunk.length;
  });
  stream.end(chatBody({ stream: true }));
  return new Promise<typeof seen>((resolve) => {
    stream.on('error', () => {});
    stream.on('close', () => resolve({ ...seen, stream: http2Errors[stream.rstCode] }));
  });
}

function open(url: string, ca?: string) {
  const session = connect(url, ca === undefined ? {} : { ca });
  const met: { goaway: unknown } = { goaway: null };
  session.on('error', () => {});
  session.on('goaway', (code, last, debug) => {
    met.goaway ??= [http2Errors[code], last, debug?.toString() ?? ''];
  });
  return { session, met, over: new Promise((resolve) => session.once('close', resolve)) };
}

async function lastRequest(before: number) {
  const entries = await requestsOf(started, before + 1);
  const { rules, played } = entries.at(-1) ?? {};
  return [rules?.[0]?.outcome, rules?.[0]?.faults, played?.ending];
}

const asked = () => started.gateway.journal.entries().filter(({ kind }) => kind === 'request').length;

const wires = ['over TLS', 'without TLS'] as const;

describe.each(cases)('$item', ({ name, id, ending, curl: exit, status, stream, goaway }) => {
  test.each(wires)('as Node sees it, %s', async (wire) => {
    const before = asked();
    const secure = wire === 'over TLS';
    const { session, met, over } = open(secure ? started.tlsUrl : started.url, started.gateway.ca);
    const seen = await ask(session, id);
    session.close();
    await over;
    expect({ ...seen, bytes: 0, ...met }).toEqual({ status, stream, bytes: 0, goaway });
    expect(await lastRequest(before)).toEqual(['fired', [name], ending]);
  });

  needs('curl')('as curl sees it', async () => {
    const before = asked();
    const url = `${started.url}/v1/chat/completions`;
    const config = ['http2-prior-knowledge', 'max-time = 10'];
    const reply = await curl({
      ...{ url, config, headers: { ...fields, 'x-case': id }, body: chatBody({ stream: true }) },
    });
    expect([reply.exit, reply.status]).toEqual([exit, status ?? 0]);
    expect(await lastRequest(before)).toEqual(['fired', [name], ending]);
  });
});

test('other streams go on behind RST_STREAM; what GOAWAY broke is severed for the journal', async () => {
  const before = asked();
  const { session, over } = open(started.url);
  const reset = [ask(session, 'healthy'), ask(session, 'rst-stream-0'), ask(session, 'healthy')];
  expect((await Promise.all(reset)).map(({ stream }) => stream)).toEqual([
    ...['NO_ERROR', 'REFUSED_STREAM', 'NO_ERROR'],
  ]);
  const broken = [ask(session, 'slow'), ask(session, 'goaway-0')];
  expect((await Promise.all(broken)).map(({ stream }) => stream)).toEqual(Array(2).fill('ENHANCE_YOUR_CALM'));
  await over;
  const entries = (await requestsOf(started, before + 5)).slice(before);
  expect(entries.map(({ played }) => played.ending).toSorted()).toEqual([
    ...['complete', 'complete', 'severed', 'severed', 'severed'],
  ]);
});

test('a stream may be refused behind GOAWAY', async () => {
  const { session, met, over } = open(started.url);
  const { status, stream } = await ask(session, 'both');
  await over;
  expect({ status, stream, ...met }).toEqual({
    ...{ status: null, stream: 'REFUSED_STREAM', goaway: ['NO_ERROR', 1, ''] },
  });
});

test.each(cases)('$item is not applicable on HTTP/1.1', async ({ name, id }) => {
  const before = asked();
  const url = `${started.url}/v1/chat/completions`;
  const headers = { ...fields, 'x-case': id };
  const answer = await fetch(url, { method: 'POST', headers, body: chatBody() });
  expect([answer.status, (await answer.text()).length > 0]).toEqual([200, true]);
  const entry = (await requestsOf(started, before + 1)).at(-1);
  expect(entry?.rules).toMatchObject([
    { outcome: 'not-applicable', because: expect.stringContaining(`${name} exists on HTTP/2 alone`) },
  ]);
});

test.each([
  ['HTTP/2', 'bad-chunk', 'HTTP/1.1'],
  ['HTTP/1.1', 'goaway', 'HTTP/2'],
])('on %s, %s that a request asks for is refused', async (spoken, fault, other) => {
  const headers = { ...fields, 'x-badgateway-fault': fault };
  const config = spoken === 'HTTP/2' ? ['http2-prior-knowledge'] : [];
  const url = `${started.url}/v1/chat/completions`;
  const { status, body } = await curl({ url, headers, body: chatBody(), config });
  expect([status, body.toString()]).toEqual([
    ...[400, expect.stringContaining(`${fault} exists on ${other} alone, and this is ${spoken}`)],
  ]);
});

test.each(wires)('stalled-window, %s: a body waits for its window', async (wire) => {
  const forMs = 300;
  const rules = [{ id: 'r', faults: [{ 'stalled-window': `${forMs}ms` }] }];
  const stalled = await gatewayOf({ http2: true, rules });
  const { session } = open(wire === 'over TLS' ? stalled.tlsUrl : stalled.url, stalled.gateway.ca);
  const began = performance.now();
  await new Promise((resolve) => session.once('remoteSettings', resolve));
  expect(session.remoteSettings.initialWindowSize).toBe(0);
  expect(await ask(session, 'healthy')).toMatchObject({ status: 200, stream: 'NO_ERROR' });
  expect(performance.now() - began).toBeGreaterThan(forMs - 50);
  expect(session.remoteSettings.initialWindowSize).toBe(65_535);
  session.close();
  await fetch(`${stalled.url}/v1/models`, { headers: fields });
  const openings = journalOf(stalled).filter((entry) => entry.kind === 'opening');
  expect(openings.map(({ rules }) => rules[0]?.outcome)).toEqual(['fired', 'not-applicable']);
});

test('every fault of answers that HTTP/2 alone has is in the table', () => {
  const own = faults
    .filter(({ only, subject }) => only === 'HTTP/2' && subject === 'request')
    .map(({ name }) => name);
  expect(Object.keys(table).toSorted()).toEqual(own.toSorted());
});
