import net, { type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { findPlatform } from '../../src/platforms/find.ts';
import { putInUse } from '../../src/platforms/in-use.ts';
import { describeResult } from '../../src/timeline/describe.ts';
import { resultOf } from '../../src/timeline/result.ts';
import { requestsOf, startGateway } from '../helpers/gateway.ts';
import { listening } from '../helpers/upstreams.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

interface Upstream {
  readonly url: string;
  /** Each request that came: its method, connection and body. */
  readonly came: readonly string[];
}

/** Answers the first request of each connection, or (`never`) of the first alone, and closes at the next. */
async function closing(how: 'reset' | 'end', later: 'answers' | 'never'): Promise<Upstream> {
  const came: string[] = [];
  let connections = 0;
  const close = (socket: Socket) => (how === 'reset' ? socket.resetAndDestroy() : socket.destroy());
  const server = net.createServer((socket) => {
    connections += 1;
    const connection = connections;
    let requests = 0;
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      requests += 1;
      came.push(`${text.slice(0, text.indexOf(' '))} on ${connection}: ${text.split('\r\n\r\n')[1] ?? ''}`);
      if (requests > 1 || (later === 'never' && connection > 1)) close(socket);
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}');
    });
  });
  const upstream = await listening(server);
  opened.push(upstream);
  return { url: upstream.url, came };
}

interface Asked {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Two requests, one after the other, through one gateway; what the second one met, and the journal of it. */
async function second({ url }: Upstream, asked: Asked, rules = '[]') {
  const started = await startGateway({ scenario: `platform: openai\nupstream: ${url}\nrules: ${rules}` });
  opened.push(started);
  const statuses: number[] = [];
  for (let count = 0; count < 2; count += 1) {
    const answer = await fetch(`${started.url}/v1/models`, asked);
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  const [, entry] = await requestsOf(started, 2);
  if (entry === undefined) throw new Error('there is no second request');
  const inUse = putInUse(await findPlatform('openai'));
  return { statuses, entry, says: describeResult(resultOf(entry, inUse)) };
}

/** A rule that fires on nothing, and for which the body is read. */
const reading = '[{ when: { model: none }, faults: [500] }]';
const withKey = { method: 'POST', body: '{"a":1}', headers: { 'idempotency-key': 'one' } };

test.each(['reset', 'end'] as const)(
  'a GET on a connection that meets its %s goes once more',
  async (how) => {
    const upstream = await closing(how, 'answers');
    const { statuses, entry } = await second(upstream, {});
    expect(statuses).toEqual([200, 200]);
    expect(upstream.came).toEqual(['GET on 1: ', 'GET on 1: ', 'GET on 2: ']);
    expect([entry.upstreamSentAgain, entry.upstreamFailure]).toEqual(['ECONNRESET', null]);
  },
);

test('a POST with an Idempotency-Key goes once more, with its body, where that is held', async () => {
  const upstream = await closing('reset', 'answers');
  const { statuses, entry } = await second(upstream, withKey, reading);
  expect(statuses).toEqual([200, 200]);
  expect(upstream.came.at(-1)).toBe('POST on 2: {"a":1}');
  expect(entry.upstreamSentAgain).toBe('ECONNRESET');
});

test.each<readonly [string, Asked, string]>([
  ['that may have been obeyed', { method: 'POST', body: '{"a":1}' }, reading],
  ['whose body is not held', withKey, '[]'],
])('a POST %s is sent once, and its failure is told as real', async (_, asked, rules) => {
  const upstream = await closing('reset', 'answers');
  const { statuses, entry, says } = await second(upstream, asked, rules);
  expect(statuses).toEqual([200, 502]);
  expect(upstream.came).toHaveLength(2);
  expect([entry.upstreamSentAgain, entry.upstreamFailure?.code]).toEqual([undefined, 'ECONNRESET']);
  expect(says).toContain("(by the gateway's upstream, not injected)");
});

test('it goes once more and not a third time', async () => {
  const upstream = await closing('reset', 'never');
  const { statuses, entry } = await second(upstream, {});
  expect(statuses).toEqual([200, 502]);
  expect(upstream.came).toEqual(['GET on 1: ', 'GET on 1: ', 'GET on 2: ']);
  expect([entry.upstreamSentAgain, entry.upstreamFailure?.code]).toEqual(['ECONNRESET', 'ECONNRESET']);
});
