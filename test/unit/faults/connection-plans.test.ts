import { expect, test } from 'vitest';
import { findFault } from '../../../src/faults/index.ts';
import { luckOf } from '../../../src/lib/luck.ts';
import { served } from '../../../src/listener/served.ts';
import type { ConnectionPlan } from '../../../src/model/connection-plan.ts';
import { alerts } from '../../../src/tls/alerts.ts';
import { profiles } from '../../../src/tls/profiles.ts';
import { connectionFacts } from '../../helpers/facts.ts';
import { hangMs } from './applied.ts';

type Use = readonly [name: string, params?: Readonly<Record<string, unknown>>];

/** The plan after several faults, applied one after the other. */
function planned(...uses: readonly Use[]): ConnectionPlan {
  return uses.reduce((plan, [name, params = {}]) => {
    const fault = findFault(name);
    if (fault?.subject !== 'connection') throw new Error(`${name} is no fault of connections`);
    const luck = luckOf('42', name);
    return fault.apply(plan, { params: fault.params.parse(params), facts: connectionFacts, luck, hangMs });
  }, served);
}

test.each<readonly [Use, Partial<ConnectionPlan>]>([
  [['connection-reset'], { welcome: { kind: 'reset' } }],
  [['connection-close'], { welcome: { kind: 'close' } }],
  [['connection-stall'], { welcome: { kind: 'stall', ms: hangMs } }],
  [['connection-stall', { for: '2s' }], { welcome: { kind: 'stall', ms: 2_000 } }],
  [['connection-refuse'], { welcome: { kind: 'refuse', ms: 5_000 } }],
  [['connection-refuse', { for: '24h' }], { welcome: { kind: 'refuse', ms: hangMs } }],
  [['tls-alert'], { handshake: { kind: 'alert', alert: 40 } }],
  [['tls-alert', { alert: 'unknown_ca' }], { handshake: { kind: 'alert', alert: 48 } }],
  [['tls-alert', { alert: 112 }], { handshake: { kind: 'alert', alert: 112 } }],
  [['tls-alert', { alert: 0 }], { handshake: { kind: 'alert', alert: 0 } }],
  [['tls-stall'], { handshake: { kind: 'stall', flight: 'none', ms: hangMs } }],
  [['tls-stall', { for: '2s', at: 'half-way' }], { handshake: { kind: 'stall', flight: 'part', ms: 2_000 } }],
  [['tls-slow', { for: '1500ms' }], { handshakeDelayMs: 1_500 }],
  [['tls-slow', { for: '24h' }], { handshakeDelayMs: hangMs }],
  [['stalled-window'], { windowStallMs: hangMs }],
  [['stalled-window', { for: '2s' }], { windowStallMs: 2_000 }],
  [['tls-close'], { handshake: { kind: 'sever', flight: 'none', how: 'fin' } }],
  [['tls-close', { how: 'rst' }], { handshake: { kind: 'sever', flight: 'none', how: 'rst' } }],
  [['tls-close', { at: 'half-way' }], { handshake: { kind: 'sever', flight: 'part', how: 'fin' } }],
  [
    ['tls-close', { at: 'after-handshake', how: 'rst' }],
    { handshake: { kind: 'sever', flight: 'whole', how: 'rst' } },
  ],
  [['tls-certificate', { profile: 'sha1' }], { terms: { ...served.terms, certificate: 'sha1' } }],
  [['tls-client-certificate'], { terms: { ...served.terms, clientCertificate: 'required' } }],
  [['tls-old-version'], { terms: { ...served.terms, versions: 'old' } }],
  [['tls-no-shared-cipher'], { terms: { ...served.terms, ciphers: 'none-shared' } }],
])('%j', (use, changed) => {
  expect(planned(use)).toEqual({ ...served, ...changed });
});

test('plain HTTP is a whole answer that closes, SSH a line', () => {
  const spoken = (speaks: string) => {
    const { handshake } = planned(['tls-plaintext', { speaks }]);
    return handshake.kind === 'bytes' ? [handshake.name, handshake.bytes.toString()] : [];
  };
  const [name, text = ''] = spoken('http');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect([name, head.split('\r\n')[0]]).toEqual(['http', 'HTTP/1.1 400 Bad Request']);
  expect(head).toContain('\r\nConnection: close');
  expect(head).toContain(`\r\nContent-Length: ${body.length}\r\n`);
  expect(spoken('ssh')).toEqual(['ssh', expect.stringMatching(/^SSH-2\.0-\S+\r\n$/)]);
});

test.each([
  [64, {}],
  [5, { bytes: '5B' }],
  [1_048_576, { bytes: '1MiB' }],
])('garbage of %i bytes is neither HTTP nor TLS, and the same for the same luck', (count, params) => {
  const { welcome } = planned(['connection-garbage', params]);
  const { handshake } = planned(['tls-garbage', params]);
  const [onAccept, inHandshake] = [welcome, handshake].map((each) =>
    'bytes' in each ? each.bytes : Buffer.alloc(0),
  );
  for (const bytes of [onAccept, inHandshake]) {
    expect(bytes).toHaveLength(count);
    expect(String.fromCharCode(bytes?.[0] ?? 0)).not.toMatch(/[A-Za-z]/);
    expect(bytes?.[1]).not.toBe(3);
  }
  expect(planned(['connection-garbage', params]).welcome).toEqual(welcome);
  if (count > 5) expect(onAccept).not.toEqual(inHandshake);
});

test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
  [
    'tls-alert',
    { alert: 'handshake_failur' },
    'unknown alert "handshake_failur"; did you mean "handshake_failure"?',
  ],
  ['tls-alert', { alert: 255 }, 'unknown alert "255"; allowed: close_notify, '],
  ['tls-alert', { alert: {} }, 'the name or the number of an alert'],
  ['tls-certificate', { profile: 'valid' }, '"ok" is the word for it'],
  ['connection-garbage', { bytes: '4B' }, 'from 5B to 1MiB'],
  ['tls-garbage', { bytes: '2MiB' }, 'from 5B to 1MiB'],
  ['tls-certificate', {}, ''],
  ['tls-slow', {}, ''],
])('%s that says %j is refused: %s', (name, params, message) => {
  const { success, error } = findFault(name)?.params.safeParse(params) ?? {};
  expect(success).toBe(false);
  expect(error?.issues[0]?.message).toContain(message);
});

test('every alert goes by its name and by its number, every wrong certificate by its name', () => {
  for (const { name, number } of alerts)
    for (const alert of [name, number])
      expect(planned(['tls-alert', { alert }]).handshake).toEqual({ kind: 'alert', alert: number });
  for (const profile of Object.keys(profiles).filter((each) => each !== 'valid'))
    expect(planned(['tls-certificate', { profile }]).terms.certificate).toBe(profile);
});

test('waits add up, terms compose field by field, and a later handshake or welcome wins', () => {
  expect(planned(['tls-slow', { for: '2s' }], ['tls-slow', { for: '3s' }]).handshakeDelayMs).toBe(5_000);
  expect(planned(['tls-slow', { for: '40s' }], ['tls-slow', { for: '40s' }]).handshakeDelayMs).toBe(hangMs);
  const all: Use[] = [
    ['tls-certificate', { profile: 'expired' }],
    ['tls-client-certificate'],
    ['tls-old-version'],
    ['tls-slow', { for: '1s' }],
    ['tls-stall'],
    ['tls-alert', { alert: 80 }],
    ['connection-reset'],
    ['connection-close'],
  ];
  expect(planned(...all)).toEqual({
    welcome: { kind: 'close' },
    windowStallMs: 0,
    handshakeDelayMs: 1_000,
    handshake: { kind: 'alert', alert: 80 },
    terms: { certificate: 'expired', versions: 'old', ciphers: 'current', clientCertificate: 'required' },
  });
});
