import { describe, expect } from 'vitest';
import type { Fault } from '../../src/faults/fault.ts';
import { faults } from '../../src/faults/index.ts';
import type { Ending } from '../../src/model/entry.ts';
import { curl } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { byFetch, byHttp, type Sight } from '../helpers/clients/node.ts';
import { type Parting, rawRequest, speak } from '../helpers/clients/raw.ts';
import { chatBody, journalOf, requestsOf } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

/** What four clients come away with. */
interface Row {
  readonly item: unknown;
  readonly asks: 'whole' | 'stream';
  /** Exit code: 0 well, 18 a part of the body, 52 no answer, 56 reset; any of these. */
  readonly curl: readonly number[];
  readonly fetch: string;
  readonly http: string;
  readonly raw: Parting;
  readonly ending: Ending;
}

type Sights = Pick<Row, 'curl' | 'fetch' | 'http' | 'raw'>;

/** What came is no HTTP; how undici says so depends on its version. */
const garbled: Sights = { curl: [1], fetch: 'no HTTP', http: 'no HTTP', raw: 'fin' };
/** Nothing came, and the connection was closed. */
const closed: Sights = { curl: [52], fetch: 'UND_ERR_SOCKET', http: 'ECONNRESET', raw: 'fin' };
/** Nothing came, and the connection was reset. */
const reset: Sights = { curl: [56], fetch: 'ECONNRESET', http: 'ECONNRESET', raw: 'rst' };
/** As a reset, or before curl has got round to connecting (7) or sending (55). */
const resetAtOnce: Sights = { ...reset, curl: [7, 55, 56] };
/** A head came, and the body broke off. */
const cutByFin: Sights = { curl: [18], fetch: '200 UND_ERR_SOCKET', http: '200 ECONNRESET', raw: 'fin' };
const cutByRst: Sights = { curl: [56], fetch: '200 ECONNRESET', http: '200 ECONNRESET', raw: 'rst' };

/** A head came, and the framing of the body broke. */
const badChunked: Sights = { curl: [56], fetch: '200 no HTTP', http: '200 no HTTP', raw: 'fin' };
/** A client that decodes finds no gzip; the others do not look. */
const notGzip: Sights = { curl: [0], fetch: '200 Z_DATA_ERROR', http: '200', raw: 'fin' };
/** More came than the length says; only Node's parser minds what follows the answer. */
const surplus: Sights = { curl: [0], fetch: '200', http: '200 no HTTP', raw: 'fin' };
/** More than any of them takes; newer curls say 56 and 100. */
const hugeHead: Sights = {
  curl: [27, 56, 100],
  fetch: 'UND_ERR_HEADERS_OVERFLOW',
  http: 'no HTTP',
  raw: 'fin',
};

function well(status: number): Sights {
  return { curl: [0], fetch: String(status), http: String(status), raw: 'fin' };
}

function rows(ending: Ending, asks: Row['asks'], sights: Sights, ...items: readonly unknown[]): Row[] {
  return items.map((item) => ({ item, asks, ending, ...sights }));
}

/** A fault with its parameters; most of them at every place in an answer. */
function each(fault: string, params: object, ...places: readonly object[]): object[] {
  return places.map((place) => ({ [fault]: { ...place, ...params } }));
}

/** The same fault in each of its kinds. */
function kindsOf(fault: string, kinds: readonly string[]): object[] {
  return kinds.map((kind) => ({ [fault]: kind }));
}

function onBoth(ending: Ending, sights: Sights, ...items: readonly unknown[]): Row[] {
  return [...rows(ending, 'whole', sights, ...items), ...rows(ending, 'stream', sights, ...items)];
}

const jsonKinds = ['unclosed', 'trailing-comma', 'single-quotes', 'prefix'];
const frameKinds = ['cut-json', 'not-json', 'no-colon', 'bare'];
/** A line that is no field is ignored by every reader. */
const noticedKinds = frameKinds.filter((kind) => kind !== 'no-colon');
const splitKinds = ['character', 'line-end', 'anywhere'];
const inBody = [{ bytes: '40B' }, { share: 0.5 }];
const inStream = [{ frames: 0 }, { frames: 2 }, { bytes: '40B' }, { after: '5ms' }];
const briefly = { for: '60ms' };
const reached = [{ at: 'after-head' }, ...inBody];

const ok = { status: 200, body: 'four' };

const table: Readonly<Record<string, readonly Row[]>> = {
  'connection-reset': rows('severed', 'whole', resetAtOnce, 'connection-reset'),
  'connection-close': rows('severed', 'whole', closed, 'connection-close'),
  'connection-stall': rows('severed', 'whole', closed, { 'connection-stall': '60ms' }),
  'connection-garbage': rows('severed', 'whole', garbled, 'connection-garbage', {
    'connection-garbage': '5B',
  }),
  error: [
    ...rows('complete', 'whole', well(429), { error: 429 }, 'rate-limited'),
    ...rows('complete', 'stream', well(503), { error: 503 }, 'no-healthy-upstream-raw'),
  ],
  respond: [
    ...rows('complete', 'whole', well(529), { respond: 529 }),
    ...rows('complete', 'stream', well(200), {
      respond: { status: 200, events: [{ choices: [] }, '[DONE]'] },
    }),
    ...rows('damaged', 'whole', surplus, { respond: { ...ok, headers: { 'Content-Length': '1' } } }),
    ...rows('severed', 'whole', cutByFin, { respond: { ...ok, headers: { 'Content-Length': '9' } } }),
  ],
  // Sent unasked, which fetch does not take: in early-answers.test.ts.
  continue: onBoth('complete', well(200), { continue: 'never' }),
  // What the fields say is told in rate-limit-headers.test.ts.
  'rate-limit-headers': onBoth('complete', well(200), 'rate-limit-headers', {
    'rate-limit-headers': 'minus-one',
  }),
  'body-bad-json': [
    ...rows('damaged', 'whole', well(200), ...kindsOf('body-bad-json', jsonKinds)),
    ...rows('complete', 'stream', well(200), 'body-bad-json'),
  ],
  'body-oversize': [
    ...rows('complete', 'whole', well(200), { 'body-oversize': '1MiB' }),
    ...rows('complete', 'stream', well(200), { 'body-oversize': '1MiB' }),
  ],
  'body-truncate': [
    ...rows('damaged', 'whole', well(200), 'body-truncate', { 'body-truncate': '40B' }),
    ...rows('damaged', 'stream', well(200), 'body-truncate', { 'body-truncate': '40B' }),
  ],
  'body-html': [
    ...rows('damaged', 'whole', well(200), 'body-html'),
    ...rows('damaged', 'stream', well(503), { 'body-html': { status: 503 } }),
  ],
  'body-empty': onBoth('damaged', well(200), 'body-empty'),
  'body-wrong-type': onBoth('complete', well(200), 'body-wrong-type'),
  // Told elsewhere: of a stream, fetch leaves; of a wrong checksum, fetch of Node 20 and 22 waits for ever.
  'body-bad-gzip': [
    ...rows('damaged', 'whole', notGzip, 'body-bad-gzip'),
    ...onBoth('damaged', well(200), { 'body-bad-gzip': 'cut' }),
  ],
  'stream-no-finish': onBoth('complete', well(200), 'stream-no-finish'),
  'stream-no-done': onBoth('complete', well(200), 'stream-no-done'),
  'stream-drop': onBoth('complete', well(200), 'stream-drop', { 'stream-drop': { every: 1 } }),
  'stream-duplicate': onBoth('complete', well(200), 'stream-duplicate', { 'stream-duplicate': 1 }),
  'stream-reorder': onBoth('complete', well(200), 'stream-reorder', { 'stream-reorder': { every: 2 } }),
  'stream-bad-frame': [
    ...rows('complete', 'whole', well(200), ...kindsOf('stream-bad-frame', frameKinds)),
    ...rows('damaged', 'stream', well(200), ...kindsOf('stream-bad-frame', noticedKinds)),
    ...rows('complete', 'stream', well(200), { 'stream-bad-frame': 'no-colon' }),
    ...rows('damaged', 'stream', well(200), ...each('stream-bad-frame', {}, ...inStream)),
  ],
  'stream-insert': [
    ...rows('complete', 'whole', well(200), { 'stream-insert': [{ choices: [] }] }),
    ...rows(
      'complete',
      'stream',
      well(200),
      ...each('stream-insert', { events: [{ comment: 'hi' }] }, ...inStream),
    ),
  ],
  'stream-replace': onBoth('complete', well(200), {
    'stream-replace': { frames: 1, set: { '/choices': [] } },
  }),
  'stream-spelling': onBoth('complete', well(200), ...kindsOf('stream-spelling', ['no-space', 'cr', 'bom'])),
  'stream-oversize-frame': onBoth('complete', well(200), 'stream-oversize-frame'),
  'stream-comment': onBoth('complete', well(200), 'stream-comment', { 'stream-comment': { count: 50 } }),
  'stream-error': [
    ...rows('complete', 'whole', well(200), 'stream-error'),
    ...rows('damaged', 'stream', well(200), ...each('stream-error', {}, ...inStream)),
    ...rows('damaged', 'stream', well(200), ...each('stream-error', { then: 'done', as: 'event' }, {})),
    ...rows('complete', 'stream', well(200), ...each('stream-error', { then: 'continue' }, ...inStream)),
  ],
  'stream-split': onBoth('complete', well(200), ...kindsOf('stream-split', splitKinds)),
  'stream-wrong-type': onBoth('complete', well(200), 'stream-wrong-type'),
  drip: onBoth('complete', well(200), { drip: '40KiB' }, { drip: { perFrame: '1ms' } }),
  'stream-cut': [
    ...rows('complete', 'whole', well(200), 'stream-cut', { 'stream-cut': { how: 'rst' } }),
    ...rows('damaged', 'stream', well(200), 'stream-cut', ...each('stream-cut', {}, ...inStream)),
    ...rows('severed', 'stream', cutByFin, ...each('stream-cut', { how: 'fin' }, ...inStream)),
    ...rows('severed', 'stream', cutByRst, ...each('stream-cut', { how: 'rst' }, ...inStream)),
  ],
  'stream-stall': [
    ...rows('complete', 'whole', well(200), { 'stream-stall': '60ms' }),
    ...rows('complete', 'stream', well(200), ...each('stream-stall', briefly, ...inStream)),
  ],
  latency: rows('complete', 'whole', well(200), { latency: '20ms' }, { latency: { from: '1ms', to: '9ms' } }),
  'slow-first-byte': [
    ...rows('complete', 'whole', well(200), { 'slow-first-byte': '20ms' }),
    ...rows('complete', 'stream', well(200), { 'slow-first-byte': '20ms' }),
  ],
  hang: [
    ...rows('hung', 'whole', closed, { hang: briefly }),
    ...rows('hung', 'whole', reset, { hang: { ...briefly, then: 'reset' } }),
    ...rows('hung', 'whole', cutByFin, ...each('hang', briefly, ...reached)),
    ...rows('hung', 'whole', cutByRst, ...each('hang', { ...briefly, then: 'reset' }, ...reached)),
    ...rows('hung', 'stream', cutByFin, ...each('hang', briefly, ...inStream)),
    ...rows(
      'complete',
      'whole',
      well(200),
      ...each('hang', { ...briefly, then: 'continue' }, { at: 'before-head' }, ...reached),
    ),
  ],
  'heart-beat': [
    ...rows('complete', 'whole', well(200), { 'heart-beat': '1ms' }),
    ...rows('complete', 'stream', well(200), { 'heart-beat': { every: '1ms', as: 'ping' } }),
  ],
  'bad-chunk': [
    ...onBoth('severed', badChunked, ...kindsOf('bad-chunk', ['size', 'missing-crlf', 'oversize'])),
    ...rows('severed', 'whole', badChunked, ...each('bad-chunk', {}, ...inBody)),
    ...rows('severed', 'stream', badChunked, ...each('bad-chunk', {}, ...inStream)),
  ],
  'bad-length': [
    ...rows('damaged', 'whole', surplus, 'bad-length'),
    ...rows('severed', 'whole', cutByFin, { 'bad-length': 'more' }),
    ...rows('complete', 'stream', well(200), 'bad-length'),
  ],
  'bad-head': [
    ...onBoth('severed', garbled, ...kindsOf('bad-head', ['status-line', 'version'])),
    ...onBoth('severed', { ...garbled, curl: [8] }, { 'bad-head': 'header' }),
    ...onBoth('severed', hugeHead, { 'bad-head': 'oversize' }),
  ],
  disconnect: [
    ...rows('severed', 'whole', closed, 'disconnect', { disconnect: 'before-head' }),
    ...rows('severed', 'whole', reset, { disconnect: { how: 'rst' } }),
    ...rows('severed', 'whole', cutByFin, ...each('disconnect', {}, ...reached)),
    ...rows('severed', 'whole', cutByRst, ...each('disconnect', { how: 'rst' }, ...reached)),
    ...rows('severed', 'stream', cutByFin, ...each('disconnect', {}, ...inStream, { share: 0.5 })),
    ...rows(
      'severed',
      'stream',
      cutByRst,
      ...each('disconnect', { how: 'rst' }, ...inStream, { share: 0.5 }),
    ),
    ...rows('complete', 'whole', well(200), ...each('disconnect', {}, { at: 'end' })),
  ],
  // The clients here ask once; idle-connections.test.ts has some that come back.
  'keep-alive': [
    ...rows('complete', 'whole', well(200), { 'keep-alive': '1ms' }),
    ...rows('complete', 'stream', well(200), { 'keep-alive': { idle: '1ms', how: 'rst', announce: '60s' } }),
  ],
};

const withCurl = needs('curl');
function say(sight: Sight): string {
  if (sight.kind === 'answer') return String(sight.status);
  const code = /^HPE_|HTTP\/1\.1 protocol/.test(sight.code) ? 'no HTTP' : sight.code;
  return sight.status === null ? code : `${sight.status} ${code}`;
}

async function sightsOf(url: string, asks: Row['asks']) {
  const stream = asks === 'stream';
  const path = '/v1/chat/completions';
  const headers = { Authorization: 'Bearer sk-test-0123456789abcdef' };
  const [curled, fetched, got, heard] = await Promise.all([
    curl({ url: url + path, headers, body: chatBody({ stream }) }),
    byFetch(url, { stream }),
    byHttp(url, { stream }),
    speak(url, rawRequest(path, chatBody({ stream }))).over,
  ]);
  return { curl: curled.exit, fetch: say(fetched), http: say(got), raw: heard.parting };
}

/** Tokens come one by one, so that a moment lies within a stream. */
function scenarioOf(item: unknown): object {
  return { stub: { words: 12, pace: { perToken: '2ms' } }, rules: [{ id: 'r', faults: [item] }] };
}

/** Told in files of their own: TLS, HTTP/2, and a port that is closed for all four clients. */
function isToldElsewhere({ name, layer }: Fault): boolean {
  return layer === 'http2' || layer === 'tls' || layer === 'tls-record' || name === 'connection-refuse';
}

describe.for(faults.filter((fault) => !isToldElsewhere(fault)))('$name', ({ name, subject }) => {
  withCurl.for(table[name] ?? [])('$item, $asks', async ({ item, asks, ending, curl: exits, ...sights }) => {
    const started = await gatewayOf(scenarioOf(item));
    const { curl: exit, ...seen } = await sightsOf(started.url, asks);
    expect(exits).toContain(exit);
    expect(seen).toEqual(sights);
    if (subject === 'connection') {
      const met = journalOf(started).filter((entry) => entry.kind === 'connection');
      expect(met.map(({ welcome }) => `connection-${welcome}`)).toEqual(Array(4).fill(name));
      expect(journalOf(started)).toHaveLength(4);
      return;
    }
    const requests = await requestsOf(started, 4);
    const told = requests.map(({ rules, played }) => [rules[0]?.outcome, rules[0]?.faults, played.ending]);
    expect(told).toEqual(Array(4).fill(['fired', [name], ending]));
  });

  withCurl('is seen on the wire', () => expect(table[name]?.length).toBeGreaterThan(0));
});
