import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Http2 } from '../../src/listener/http2.ts';
import { served } from '../../src/listener/served.ts';
import { fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { eventually, httpUpstream } from '../helpers/upstreams.ts';

async function gateway(scenario: object): Promise<StartedGateway> {
  const started = await startGateway({ scenario: JSON.stringify({ http2: true, ...scenario }) });
  onTestFinished(() => started.close());
  return started;
}

/** A connection with prior knowledge, and what GOAWAY said on it first. */
async function open(url: string) {
  const session = connect(url).on('error', () => {});
  const goaways: number[] = [];
  session.on('goaway', (code) => void goaways.push(code));
  const closed = new Promise<void>((resolve) => session.once('close', () => resolve()));
  await new Promise((resolve) => session.once('remoteSettings', resolve));
  onTestFinished(() => session.destroy());
  return { session, goaways, closed };
}

function post(session: ClientHttp2Session, body: string | null, fields: Record<string, string> = {}) {
  const stream = session.request({
    ...{ ':method': 'POST', ':path': '/v1/chat/completions', authorization: `Bearer ${validKey}` },
    ...{ 'content-type': 'application/json', ...fields },
  });
  if (body !== null) stream.end(body);
  const seen = { status: 0, text: '', trailers: {} as Record<string, unknown> };
  stream
    .on('error', () => {})
    .on('response', (head) => {
      seen.status = Number(head[':status']);
    });
  stream.on('trailers', (trailers) => {
    seen.trailers = { ...trailers };
  });
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    seen.text += chunk;
  });
  const over = new Promise<typeof seen>((resolve) => stream.once('close', () => resolve(seen)));
  return { stream, over };
}

test('an upstream gets the request, and its answer comes with trailers', async () => {
  const upstream = await httpUpstream((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    req.on('end', () => {
      res.writeHead(201, { Trailer: 'X-Sum', 'Keep-Alive': 'timeout=9' });
      res.write(`${req.method} ${req.headers.host === undefined} ${body.length}`);
      res.addTrailers({ 'X-Sum': '42' });
      res.end();
    });
  });
  onTestFinished(() => upstream.close());
  const started = await gateway({ upstream: upstream.url });
  const { session } = await open(started.url);
  const body = chatBody();
  const { status, text, trailers } = await post(session, body).over;
  expect([status, text, trailers['x-sum']]).toEqual([201, `POST false ${body.length}`, '42']);
});

test('a body that does not come in time is answered 408; other streams go on', async () => {
  const started = await gateway({ limits: { read: '60ms' } });
  const { session } = await open(started.url);
  const late = post(session, null);
  late.stream.write('{');
  expect((await post(session, chatBody()).over).status).toBe(200);
  expect((await late.over).status).toBe(408);
  expect((await post(session, chatBody()).over).status).toBe(200);
});

test('while it stops, GOAWAY comes at once, streams end, and the connection closes', async () => {
  const started = await gateway({ rules: [{ faults: [{ latency: '150ms' }] }] });
  const { session, goaways, closed } = await open(started.url);
  const idle = await open(started.url);
  const under = post(session, chatBody());
  await eventually(() => started.gateway.journal.entries().length > 0);
  await new Promise((resolve) => session.ping(() => resolve(null)));
  const stopped = started.gateway.close(5_000);
  expect((await under.over).status).toBe(200);
  await Promise.all([closed, idle.closed, stopped]);
  expect([goaways[0], idle.goaways[0]]).toEqual([constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_NO_ERROR]);
});

test('a client that opens and resets streams without end loses its connection, and no other', async () => {
  const started = await gateway({});
  const other = await open(started.url);
  const { session, goaways, closed } = await open(started.url);
  let asked = 0;
  while (!session.closed && !session.destroyed && asked < 20_000) {
    for (let count = 0; count < 200 && !session.closed && !session.destroyed; count += 1) {
      post(session, null).stream.close(constants.NGHTTP2_CANCEL);
      asked += 1;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  expect(asked).toBeLessThan(20_000);
  expect(goaways).toHaveLength(1);
  expect((await post(other.session, chatBody()).over).status).toBe(200);
});

test('a client is told how many streams it may have at once, and more wait', async () => {
  const started = await gateway({ rules: [{ faults: [{ latency: '30ms' }] }] });
  const { session } = await open(started.url);
  expect(session.remoteSettings.maxConcurrentStreams).toBe(1_000);
  const answers = await Promise.all(Array.from({ length: 40 }, () => post(session, chatBody()).over));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await requestsOf(started, 40)).toHaveLength(40);
});

test('a connection without a stream closes when its time is over; with one it does not', async () => {
  const clock = fixedClock();
  const answers: (() => void)[] = [];
  const http2 = new Http2({
    ...{ clock, waits: clock },
    handle: (req, res) =>
      void answers.push(() => {
        req.resume();
        res.writeHead(200, '', []);
        res.end();
      }),
  });
  const server = createServer((socket) => http2.serve(socket, served)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { session, closed } = await open(url);
  const { over } = post(session, '{}');
  await eventually(() => answers.length === 1);
  clock.advance(65_000);
  for (const answer of answers) answer();
  await over;
  await new Promise((resolve) => session.ping(() => resolve(null)));
  expect(session.closed).toBe(false);
  clock.advance(64_999);
  await new Promise((resolve) => session.ping(() => resolve(null)));
  expect(session.closed).toBe(false);
  clock.advance(1);
  await closed;
});
