import net, { type Socket } from 'node:net';
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faults } from '../../src/faults/index.ts';
import { luckOf } from '../../src/lib/luck.ts';
import { rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { type Field, type Message, readMessage, valuesOf } from '../helpers/exchanges/message.ts';
import { validKey } from '../helpers/facts.ts';
import { answerFaults, faultCases } from '../helpers/fault-cases.ts';
import { chatBody, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { see as seeByTls } from '../helpers/observe.ts';
import { type Listening, listening } from '../helpers/upstreams.ts';

/**
 * Fields in which a stub's answer and a proxied copy of it differ: `Date` is written anew for what is ours,
 * the others are the hop's own.
 */
const differing = ['date', 'connection', 'keep-alive', 'transfer-encoding'];

/** Characters of one to four bytes, in tokens of four characters. */
const stub = { text: 'naïve 東京 and 🌊 again.' };
const asks = ['whole', 'stream'] as const;
type Asks = (typeof asks)[number];

function request(asked: Asks, fields: Readonly<Record<string, string>>): string {
  return rawRequest('/v1/chat/completions', chatBody({ stream: asked === 'stream' }), fields);
}

/** How a body came: its bytes without the framing of chunks, and what there is behind the last good chunk. */
interface Content {
  readonly body: string;
  readonly rest: string;
  readonly ended: 'whole' | 'broken';
}

function dechunked(bytes: Buffer): Content {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = line === -1 ? '' : bytes.toString('latin1', at, line);
    const end = line + 2 + Number.parseInt(size, 16);
    const isGood = /^[0-9a-f]{1,8}$/i.test(size) && bytes.toString('latin1', end, end + 2) === '\r\n';
    const isLast = isGood && end === line + 2;
    if (isGood && !isLast) {
      pieces.push(bytes.subarray(line + 2, end));
      at = end + 2;
      continue;
    }
    const rest = bytes.toString('latin1', isLast ? end + 2 : at);
    return { body: Buffer.concat(pieces).toString('latin1'), rest, ended: isLast ? 'whole' : 'broken' };
  }
}

function contentOf(bytes: Buffer, fields: readonly Field[], parting: string): Content {
  if (valuesOf(fields, 'transfer-encoding').includes('chunked')) return dechunked(bytes);
  const [length] = valuesOf(fields, 'content-length');
  const isWhole = length === undefined ? parting === 'fin' : bytes.length === Number(length);
  return { body: bytes.toString('latin1'), rest: '', ended: isWhole ? 'whole' : 'broken' };
}

/**
 * What gzip holds, and what is wrong with it. Its own bytes differ: it is flushed behind each piece, and a
 * whole answer is one piece of the stub and several of an upstream.
 */
function gunzipped(body: string): { readonly body: string; readonly gzip: string } {
  const bytes = Buffer.from(body, 'latin1');
  const lenient = { finishFlush: constants.Z_SYNC_FLUSH };
  try {
    return { body: gunzipSync(bytes, lenient).toString('latin1'), gzip: 'good as far as it goes' };
  } catch (error) {
    const gzip = error instanceof Error ? error.message : '';
    if (gzip === 'incorrect header check') return { body, gzip };
    return { body: inflateRawSync(bytes.subarray(gzipHeader), lenient).toString('latin1'), gzip };
  }
}

/** Bytes before the deflated data, where no name and no comment is given (RFC 1952). */
const gzipHeader = 10;

const interim = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** How often a body was asked for in front of an answer, and the answer. */
function behindInterim(bytes: Buffer): { readonly continues: number; readonly answer: Buffer } {
  if (!bytes.subarray(0, interim.length).equals(interim)) return { continues: 0, answer: bytes };
  const { continues, answer } = behindInterim(bytes.subarray(interim.length));
  return { continues: continues + 1, answer };
}

/** What a client sees, but for what differs from hop to hop. */
async function see(url: string, asked: Asks, fields: Readonly<Record<string, string>>) {
  const { bytes, parting } = await speak(url, request(asked, fields)).over;
  const { continues, answer } = behindInterim(bytes);
  const { head, body } = splitHead(answer);
  const [start = '', ...lines] = head.split('\r\n');
  const all = lines.map((line): Field => [line.split(': ')[0] ?? '', line.split(': ').slice(1).join(': ')]);
  const kept = all.filter(([name]) => ![...differing, fields['x-differs']].includes(name.toLowerCase()));
  const content = contentOf(body, all, parting);
  const plain = valuesOf(all, 'content-encoding').includes('gzip') ? gunzipped(content.body) : {};
  return { continues, start, fields: kept, ...content, ...plain, parting };
}

type Seen = Awaited<ReturnType<typeof see>>;

function answerHead({ start, fields }: Seen, framing: string): string {
  const others = fields.filter(([name]) => name.toLowerCase() !== 'content-length');
  return [start, ...others.map((field) => field.join(': ')), framing, '', ''].join('\r\n');
}

const originals = new Map<Asks, Seen>();

/** Pieces of 1 to 40 bytes, and now and then one of 400. */
function* pieces(bytes: Buffer, key: string): Generator<Buffer> {
  const luck = luckOf(1, key);
  for (let at = 0; at < bytes.length; ) {
    const length = luck() < 0.1 ? 400 : 1 + Math.floor(luck() * 40);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** Gives the stub's own answer, cut anywhere: with a length, or in chunks where `x-copy` says so. */
async function copy(socket: Socket, { fields, body }: Message): Promise<void> {
  const original = originals.get(body.includes('"stream":true') ? 'stream' : 'whole');
  if (original === undefined) throw new Error('the stub was never asked for this');
  const bytes = Buffer.from(original.body, 'latin1');
  const isChunked = valuesOf(fields, 'x-copy').includes('chunked');
  const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes.length}`;
  socket.write(answerHead(original, framing));
  for (const piece of pieces(bytes, valuesOf(fields, 'x-case').join())) {
    if (isChunked) socket.write(`${piece.length.toString(16)}\r\n`);
    socket.write(piece);
    if (isChunked) socket.write('\r\n');
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (isChunked) socket.write('0\r\n\r\n');
}

function copier(): Promise<Listening> {
  const server = net.createServer((socket) => {
    let heard: Buffer = Buffer.alloc(0);
    socket.setNoDelay(true).on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      const asked = readMessage(heard, 0, { of: 'request', connection: 'open' });
      if (asked === null) return;
      heard = heard.subarray(asked.end);
      void copy(socket, asked);
    });
  });
  return listening(server);
}

const rules = faultCases.map(({ item }, index) => ({
  id: `rule-${index}`,
  when: { header: { 'x-case': String(index) } },
  faults: [item],
}));
const common = { seed: 7, limits: { hang: '200ms' }, rules };
let upstream: Listening;
let stubbed: StartedGateway;
let proxied: StartedGateway;

beforeAll(async () => {
  stubbed = await startGateway({ scenario: JSON.stringify({ ...common, stub }) });
  for (const asked of asks) originals.set(asked, await see(stubbed.url, asked, {}));
  upstream = await copier();
  proxied = await startGateway({ scenario: JSON.stringify({ ...common, upstream: upstream.url }) });
});

afterAll(async () => {
  await proxied.close();
  await upstream.close();
  await stubbed.close();
});

/** Half of a body is cut off by this one. */
const takesShare = ['body-bad-gzip'];

/** A share needs a length: then the stream is copied with one, which is how it differs from the stub's. */
function fieldsOf(index: number, asked: Asks): Record<string, string> {
  const { fault = '', params = {} } = faultCases[index] ?? {};
  const hasShare = 'share' in params || takesShare.includes(fault);
  const copy = asked === 'stream' && !hasShare ? 'chunked' : 'length';
  const differs = asked === 'stream' && hasShare ? 'content-length' : '';
  return { 'x-case': String(index), 'x-copy': copy, 'x-differs': differs };
}

/** Both gateways asked for every case of a fault; `how` a client sees. */
function onBoth<Sight>(
  name: string,
  how: (started: StartedGateway, index: number, asked: Asks) => Promise<Sight>,
) {
  const cases = [...faultCases.entries()].filter(([, { fault }]) => fault === name);
  expect(cases.length).toBeGreaterThan(0);
  return Promise.all(
    cases.flatMap(([index, { item }]) =>
      asks.map(async (asked) => {
        const [original, copy] = [await how(stubbed, index, asked), await how(proxied, index, asked)];
        return { asked, what: `${asked}: ${JSON.stringify(item)}`, original, copy };
      }),
    ),
  );
}

test.each(answerFaults)('$name', async ({ name }) => {
  const seen = await onBoth(name, ({ url }, index, asked) => see(url, asked, fieldsOf(index, asked)));
  expect(seen.map(({ what, copy }) => ({ what, sees: copy }))).toEqual(
    seen.map(({ what, original }) => ({ what, sees: original })),
  );
  // If only by its label, each of them shows that it was there.
  for (const { asked, original } of seen) expect(original).not.toEqual(originals.get(asked));
});

/** Whether Node's TLS reads an RST behind the last record as such or as an end is for the machine to say. */
function resetIn(index: number, ending: string): string {
  const { params = {} } = faultCases[index] ?? {};
  const isReset = 'how' in params && params['how'] === 'rst';
  return isReset && ['fin', 'ECONNRESET'].includes(ending) ? 'fin | ECONNRESET' : ending;
}

test.each(faults.filter(({ layer }) => layer === 'tls-record'))('$name, by TLS', async ({ name }) => {
  const seen = await onBoth(name, async ({ tlsUrl, gateway }, index, asked) => {
    const headers = { authorization: `Bearer ${validKey}`, ...fieldsOf(index, asked) };
    const body = chatBody({ stream: asked === 'stream' });
    const sample = { method: 'POST', path: '/v1/chat/completions', headers, body };
    const { headers: fields, ...rest } = await seeByTls(tlsUrl, sample, gateway.ca);
    return { ...rest, ending: resetIn(index, rest.ending), label: fields['x-badgateway-fault'] };
  });
  expect(seen.map(({ what, copy }) => ({ what, sees: copy }))).toEqual(
    seen.map(({ what, original }) => ({ what, sees: original })),
  );
  expect(new Set(seen.map(({ original }) => original.ending)).size).toBeGreaterThan(1);
});
