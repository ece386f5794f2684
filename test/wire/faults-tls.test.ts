import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, vi } from 'vitest';
import { faults } from '../../src/faults/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Ending } from '../../src/model/entry.ts';
import { createLab } from '../../src/tls/certificates/lab.ts';
import { curl } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { byFetch, byHttp, type Sight } from '../helpers/clients/node.ts';
import { chatBody, journalOf, requestsOf } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

/** What three clients come away with that trust our root. */
interface Sights {
  /** curl's exit code, and the bytes of the body that it has. */
  readonly curl: string;
  readonly fetch: string;
  readonly https: string;
}

interface Row extends Sights {
  readonly item: unknown;
  readonly asks: 'whole' | 'stream';
  /** `null`: no request arrives. */
  readonly ending: Ending | null;
}

function rows(ending: Row['ending'], asks: Row['asks'], sights: Sights, ...items: readonly unknown[]): Row[] {
  return items.map((item) => ({ item, asks, ending, ...sights }));
}

const refused = (sights: Sights, ...items: readonly unknown[]) => rows(null, 'whole', sights, ...items);

const same = (exit: number, code: string): Sights => ({ curl: `${exit} 0`, fetch: code, https: code });

const lost = same(35, 'ECONNRESET');
const notTls: Sights = { curl: '35 0', fetch: 'no TLS', https: 'EPROTO' };
const alerted = (fetch: string): Sights => ({ curl: '35 0', fetch, https: 'EPROTO' });

/** A body that is a part, and known to be one. */
const cutByFin: Sights = { curl: '18 40', fetch: '200 UND_ERR_SOCKET', https: '200 ECONNRESET' };
const cutByRst: Sights = { curl: '56 40', fetch: '200 ECONNRESET', https: '200 ECONNRESET' };
/** A body that is a part, and taken for the whole. */
const fooled: Sights = { curl: '0 40', fetch: '200 40', https: '200 40' };

const corrupted = (code: string): Sights => ({
  curl: '56 40',
  fetch: '200 UND_ERR_SOCKET',
  https: `200 ${code}`,
});

const bytes = { bytes: '40B' };
const byClose = { ...bytes, delimited: 'by-close' };

/** Both of a whole answer and of a stream. */
function onBoth(ending: Ending, sights: Sights, ...items: readonly unknown[]): Row[] {
  return [...rows(ending, 'whole', sights, ...items), ...rows(ending, 'stream', sights, ...items)];
}

const well: Sights = { curl: '0 all', fetch: '200 all', https: '200 all' };

const table: Readonly<Record<string, readonly Row[]>> = {
  'tls-certificate': [
    ...refused(same(60, 'CERT_HAS_EXPIRED'), { 'tls-certificate': 'expired' }),
    ...refused(same(60, 'ERR_TLS_CERT_ALTNAME_INVALID'), { 'tls-certificate': 'wrong-host' }),
    ...refused(same(60, 'DEPTH_ZERO_SELF_SIGNED_CERT'), { 'tls-certificate': 'self-signed' }),
    ...rows('complete', 'whole', well, { 'tls-certificate': 'no-san' }),
  ],
  'tls-alert': [
    ...refused(alerted('alert HANDSHAKE_FAILURE'), 'tls-alert', { 'tls-alert': 40 }),
    ...refused(alerted('alert INTERNAL_ERROR'), { 'tls-alert': 'internal_error' }),
    ...refused(lost, { 'tls-alert': 'close_notify' }),
  ],
  'tls-stall': refused(lost, { 'tls-stall': '60ms' }, { 'tls-stall': { for: '60ms', at: 'half-way' } }),
  'tls-slow': rows('complete', 'whole', well, { 'tls-slow': '30ms' }),
  'tls-close': [
    ...refused(lost, 'tls-close', { 'tls-close': { how: 'rst' } }),
    ...refused(lost, { 'tls-close': 'half-way' }, { 'tls-close': { at: 'half-way', how: 'rst' } }),
    ...refused(
      { curl: '52 0', fetch: 'UND_ERR_SOCKET', https: 'ECONNRESET' },
      { 'tls-close': 'after-handshake' },
    ),
    ...refused(same(56, 'ECONNRESET'), { 'tls-close': { at: 'after-handshake', how: 'rst' } }),
  ],
  'tls-plaintext': refused(notTls, 'tls-plaintext', { 'tls-plaintext': 'ssh' }),
  'tls-garbage': refused(notTls, 'tls-garbage', { 'tls-garbage': '5B' }),
  'tls-client-certificate': refused(
    { curl: '56 0', fetch: 'UND_ERR_SOCKET', https: 'alert CERTIFICATE_REQUIRED' },
    'tls-client-certificate',
  ),
  'tls-old-version': refused(alerted('alert PROTOCOL_VERSION'), 'tls-old-version'),
  'tls-no-shared-cipher': refused(alerted('alert HANDSHAKE_FAILURE'), 'tls-no-shared-cipher'),
  'tls-truncate': [
    ...onBoth('severed', cutByFin, { 'tls-truncate': bytes }),
    ...onBoth('severed', cutByRst, { 'tls-truncate': { ...bytes, how: 'rst' } }),
    ...onBoth('severed', fooled, { 'tls-truncate': byClose }),
    // Only curl and Node's older client know a reset from an end.
    ...onBoth(
      'severed',
      { ...fooled, curl: '56 40', https: '200 ECONNRESET' },
      { 'tls-truncate': { ...byClose, how: 'rst' } },
    ),
    ...rows('severed', 'whole', { ...cutByFin, curl: '18 0' }, 'tls-truncate'),
    ...rows(
      'severed',
      'whole',
      { curl: '52 0', fetch: 'UND_ERR_SOCKET', https: 'ECONNRESET' },
      { 'tls-truncate': 'before-head' },
    ),
    ...rows('complete', 'whole', well, { 'tls-truncate': { bytes: '1MiB', delimited: 'by-close' } }),
  ],
  'tls-corrupt-record': [
    ...onBoth('client-left', corrupted('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'), {
      'tls-corrupt-record': bytes,
    }),
    ...onBoth('client-left', corrupted('too long'), {
      'tls-corrupt-record': { ...bytes, kind: 'oversize' },
    }),
    ...rows('client-left', 'whole', corrupted('no TLS'), {
      'tls-corrupt-record': { ...bytes, kind: 'plaintext' },
    }),
  ],
};

const lab = createLab({ names: [], clock: systemClock, directory: null });
const directory = mkdtempSync(join(tmpdir(), 'badgateway-faults-tls-'));
const ca = join(directory, 'ca.pem');
writeFileSync(ca, lab.root());
afterAll(() => rmSync(directory, { recursive: true }));

/** Versions of OpenSSL name the same differently. */
function plain(code: string): string {
  return code
    .replace(/^ERR_SSL_(SSLV3|TLSV1|TLSV13|SSL\/TLS)_ALERT_/, 'alert ')
    .replace(/^ERR_SSL_(PACKET|ENCRYPTED)_LENGTH_TOO_LONG$/, 'too long')
    .replace(/^ERR_SSL_(WRONG_VERSION_NUMBER|BAD_RECORD_TYPE)$/, 'no TLS');
}

/** A body that is longer than any cut one is all there is. */
function sayLength(length: number): string {
  return length > 40 ? 'all' : String(length);
}

function say(sight: Sight): string {
  if (sight.kind === 'answer') return `${sight.status} ${sayLength(sight.body.length)}`;
  return sight.status === null ? plain(sight.code) : `${sight.status} ${plain(sight.code)}`;
}

async function sightsOf(url: string, asks: Row['asks']): Promise<Sights> {
  const stream = asks === 'stream';
  const asked = { stream, ca: lab.root() };
  const headers = { Authorization: 'Bearer sk-test-0123456789abcdef' };
  const [curled, fetched, got] = await Promise.all([
    curl({
      ...{ url: `${url}/v1/chat/completions`, headers, body: chatBody({ stream }) },
      config: [`cacert = "${ca}"`],
    }),
    byFetch(url, asked),
    byHttp(url, asked),
  ]);
  return { curl: `${curled.exit} ${sayLength(curled.body.length)}`, fetch: say(fetched), https: say(got) };
}

const withCurl = needs('curl');
const secure = faults.filter(({ layer }) => layer === 'tls' || layer === 'tls-record');

describe.for(secure)('$name', ({ name, subject }) => {
  withCurl.for(table[name] ?? [])('$item, $asks', async ({ item, asks, ending, ...sights }) => {
    const started = await gatewayOf({ rules: [{ id: 'r', faults: [item] }] }, { lab });
    expect(await sightsOf(started.tlsUrl, asks)).toEqual(sights);
    const requests = ending === null ? [] : await requestsOf(started, 3);
    expect(requests.map(({ played }) => played.ending)).toEqual(ending === null ? [] : Array(3).fill(ending));
    const met = await vi.waitFor(() => {
      const openings = journalOf(started).filter((entry) => entry.kind === 'opening');
      expect(openings).toHaveLength(3);
      return subject === 'connection' ? openings : requests;
    });
    const told = met.map(({ rules }) => [rules[0]?.outcome, rules[0]?.faults]);
    expect(told).toEqual(Array(3).fill(['fired', [name]]));
  });

  withCurl('leaves plain HTTP alone', async () => {
    const [row] = table[name] ?? [];
    expect(row, `give ${name} a line in this table`).toBeDefined();
    const started = await gatewayOf({ rules: [{ id: 'r', faults: [row?.item] }] }, { lab });
    const { fetch, http } = { fetch: say(await byFetch(started.url)), http: say(await byHttp(started.url)) };
    expect([fetch, http]).toEqual(['200 all', '200 all']);
    const requests = await requestsOf(started, 2);
    expect(requests.map(({ played }) => played.ending)).toEqual(['complete', 'complete']);
  });
});
