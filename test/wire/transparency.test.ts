import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange } from '../helpers/exchanges/exchange.ts';
import { exchanges } from '../helpers/exchanges/families.ts';
import { type Field, type Message, valuesOf } from '../helpers/exchanges/message.ts';
import {
  type Answered,
  Client,
  converse,
  keepsConnection,
  type Recorder,
  recorder,
} from '../helpers/exchanges/recorder.ts';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { type Listening, listening } from '../helpers/upstreams.ts';

/**
 * What may differ with us in between, and nothing else:
 *
 * 1. the fields below, which end at a hop (RFC 9110 section 7.6.1), in requests, answers and interim
 *    answers, and those that `Connection` names;
 * 2. how a body is framed (RFC 9112 section 6): sizes of chunks, chunks instead of the connection's end;
 *    codings before `chunked` stay. `Trailer` goes where no trailers can follow, and a request without a
 *    body, by a method that usually has one, gets `Content-Length: 0` (RFC 9110 section 8.6);
 * 3. in requests, `Host`: it names the upstream. (Fields that speak to us, `x-badgateway-…`, end here.)
 * 4. two `Host` fields, `*` for another method than OPTIONS, and, where the upstream has a base path or a key
 *    of its own, dot segments: they are refused (`test/wire/refused-requests.test.ts`).
 *
 * Compared is what is left: start line, fields with their case, order and repetitions, the body's bytes,
 * codings, trailers, every interim answer, and how a connection ended whose end the client asked for.
 */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
];

function endToEnd(fields: readonly Field[]): Field[] {
  const named = valuesOf(fields, 'connection').flatMap((value) => value.toLowerCase().split(/ *, */));
  return fields.filter(([name]) => ![...hopByHop, ...named].includes(name.toLowerCase()));
}

/** Codings that the body went through before it was cut into chunks. */
function codingsOf({ fields }: Message): string {
  return valuesOf(fields, 'transfer-encoding')
    .join()
    .replace(/(^|, *)chunked$/, '');
}

function comparable(message: Message) {
  const { start, body, framing, trailers } = message;
  const relayed = endToEnd(message.fields);
  const fields = framing === 'chunked' ? relayed : relayed.filter(([name]) => !/^trailer$/i.test(name));
  return { start, fields, codings: codingsOf(message), body: body.toString('latin1'), trailers };
}

/** What came with the request of an exchange that has no body. */
function withoutOurLength(fields: readonly Field[]): Field[] {
  return fields.filter((field) => field.join(': ') !== 'Content-Length: 0');
}

let upstream: Recorder;
let started: StartedGateway;

beforeAll(async () => {
  upstream = await recorder(exchanges);
  started = await startGateway({ scenario: JSON.stringify({ upstream: upstream.url }) });
});

afterAll(async () => {
  await started.close();
  await upstream.close();
});

function seen({ name, ask }: Exchange, { interim, final, connection }: Answered) {
  const heard = upstream.recorded(name);
  if (heard === undefined) throw new Error(`the upstream never heard of "${name}"`);
  const request = comparable(heard);
  const fields = ask.content.kind === 'none' ? withoutOurLength(request.fields) : request.fields;
  return {
    request: { ...request, fields },
    interim: interim.map(comparable),
    answer: comparable(final),
    connection,
  };
}

test('the set is large, and no two exchanges are the same', () => {
  expect(exchanges.length).toBeGreaterThan(500);
  expect(new Set(exchanges.map(({ name }) => name)).size).toBe(exchanges.length);
  expect(new Set(exchanges.map(({ ask, reply }) => JSON.stringify([ask, reply]))).size).toBe(
    exchanges.length,
  );
});

test.each(exchanges)('$name', async (exchange) => {
  const direct = seen(exchange, await converse(upstream.url, exchange));
  const through = seen(exchange, await converse(started.url, exchange));
  expect(through).toEqual(direct);
});

test.each(exchanges.filter((_, index) => index % 8 === 0))('by TLS: $name', async (exchange) => {
  const direct = seen(exchange, await converse(upstream.url, exchange));
  const through = seen(exchange, await converse(started.tlsUrl, exchange, started.gateway.ca));
  expect(through).toEqual(direct);
});

test('one kept-alive connection for hundreds of them', async () => {
  const kept = exchanges.filter(keepsConnection);
  expect(kept.length).toBeGreaterThan(300);
  const client = new Client(started.url);
  for (const exchange of kept) {
    const direct = seen(exchange, await converse(upstream.url, exchange));
    expect(seen(exchange, await client.ask(exchange))).toEqual(direct);
  }
  client.leave();
});

/** Passes bytes on, and changes some of them on the way. */
function meddler(direction: 'request' | 'answer', from: string, to: string): Promise<Listening> {
  const change = (text: string) => (text.includes(from) ? text.replace(from, to) : text);
  return listening(
    net.createServer((client) => {
      const server = net.connect(upstream.port, '127.0.0.1');
      const [altered, plain] = direction === 'request' ? [server, client] : [client, server];
      plain.on('data', (chunk) => altered.write(change(chunk.toString('latin1')), 'latin1'));
      altered.on('data', (chunk) => plain.write(chunk));
      for (const socket of [client, server]) socket.on('error', () => {});
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy());
    }),
  );
}

test.each([
  ['request', 'X-MIXED-case', 'x-mixed-case', 'chat, asked with names in all cases'],
  ['request', '2\r\nX-SAME: 3', '2, 3', 'chat, asked with a field in three spellings'],
  ['request', '"gpt-4o"', '"gpt-3o"', 'chat, by curl'],
  ['request', 'limit=20', 'limit=21', 'models, at /v1/models?limit=20&after=model-abc&after=model-def'],
  ['request', 'X-Checksum: abc\r\n', '', 'chat, sent in chunks, with trailers'],
  ['answer', 'Early Hints', 'Early hints', 'chat, after hints'],
  ['answer', 'set-cookie', 'Set-Cookie', 'chat, answered with five cookies'],
  ['answer', 'Quite Fine', 'OK', 'chat, answered "200 Quite Fine, Thank You"'],
  ['answer', '\xfc', '\xf6', 'chat, answered "200 Gr\xfc\xdfe"'],
  ['answer', '\r\n\r\n', '\r\nX-Extra: 1\r\n\r\n', 'models, by Go'],
  ['answer', 'x-checksum: def\r\n', '', 'models, with trailers'],
] as const)('a change on the way is seen: %s, %j becomes %j', async (direction, from, to, name) => {
  const exchange = exchanges.find((each) => each.name === name);
  if (exchange === undefined) throw new Error(`no exchange is called "${name}"`);
  const middle = await meddler(direction, from, to);
  const direct = seen(exchange, await converse(upstream.url, exchange));
  const through = seen(exchange, await converse(middle.url, exchange));
  await middle.close();
  expect(through).not.toEqual(direct);
});
