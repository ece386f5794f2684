import { expect, test } from 'vitest';
import { tlsCorruptRecord } from '../../../src/faults/tls-corrupt-record.ts';
import { tlsTruncate } from '../../../src/faults/tls-truncate.ts';
import { luckOf } from '../../../src/lib/luck.ts';
import type { Step } from '../../../src/model/step.ts';
import { connectionFacts, requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { end, frame, head, shown, stream, wholeAnswer } from '../../helpers/steps.ts';
import { applied } from './applied.ts';

const connection = { ...connectionFacts, tls: true };
const onTls = { facts: requestFacts(platformInUse(), { facts: { connection } }) };

type Row = readonly [params: Readonly<Record<string, unknown>>, steps: string];

test.each<Row>([
  [{}, 'head 200 | sever truncate'],
  [{ how: 'rst' }, 'head 200 | sever rst'],
  [{ at: 'before-head' }, 'sever truncate'],
  [{ frames: 1 }, 'head 200 | aa | sever truncate'],
  [{ bytes: '3B', how: 'rst' }, 'head 200 | aa | b | sever rst'],
  [{ bytes: '3B', delimited: 'by-close' }, 'head 200 | aa | b | sever truncate'],
  [{ frames: 4 }, 'head 200 | aa | bbb | c | end'],
])('tls-truncate %j of a stream', async (params, steps) => {
  expect(shown(await applied(tlsTruncate, params, stream, onTls)).join(' | ')).toBe(steps);
});

test.each<Row>([
  [{}, 'head 200 | raw | pause 5000 | sever rst'],
  [{ at: 'before-head' }, 'raw | pause 5000 | sever rst'],
  [{ frames: 2 }, 'head 200 | aa | bbb | raw | pause 5000 | sever rst'],
  [{ bytes: '1B' }, 'head 200 | a | raw | pause 5000 | sever rst'],
  [{ bytes: '7B' }, 'head 200 | aa | bbb | c | end'],
])('tls-corrupt-record %j of a stream', async (params, steps) => {
  expect(shown(await applied(tlsCorruptRecord, params, stream, onTls)).join(' | ')).toBe(steps);
});

test.each([
  [{ share: 0.5 }, 'head 200 | {"a" | sever truncate'],
  [{ share: 0.5, delimited: 'by-close' }, 'head 200 | {"a" | sever truncate'],
])('tls-truncate %j of a body whose length is told', async (params, steps) => {
  expect(shown(await applied(tlsTruncate, params, wholeAnswer, onTls)).join(' | ')).toBe(steps);
});

test('a body that ends with the connection has no other end in its head', async () => {
  const told = [
    'content-length',
    '8',
    'Transfer-Encoding',
    'chunked',
    'X-Kept',
    '1',
    'Connection',
    'keep-alive',
  ];
  const steps = [
    head('text/plain', [...told, 'Keep-Alive', 'timeout=5', 'Trailer', 'x-sum']),
    frame('a'),
    end,
  ];
  const [first] = await applied(tlsTruncate, { frames: 1, delimited: 'by-close' }, steps, onTls);
  expect(first).toEqual({ ...head('text/plain', ['X-Kept', '1']), delimited: 'by-close' });
  const [asIs] = await applied(tlsTruncate, { frames: 1 }, steps, onTls);
  expect(asIs).toEqual(steps[0]);
});

function bytesOf(steps: readonly Step[]): Buffer {
  const raw = steps.find((step) => step.kind === 'raw');
  if (raw === undefined) throw new Error('no raw step');
  expect(raw.under).toBe('tcp');
  return raw.bytes;
}

const corrupt = async (kind: string, seed = 1) =>
  bytesOf(await applied(tlsCorruptRecord, { kind }, stream, { ...onTls, luck: luckOf(seed) }));

test('a record that cannot be decrypted is a whole one of random bytes', async () => {
  const bytes = await corrupt('bad-mac');
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0x17, 0x03, 0x03]));
  expect(bytes.readUInt16BE(3)).toBe(bytes.length - 5);
  expect(await corrupt('bad-mac')).toEqual(bytes);
  expect(await corrupt('bad-mac', 2)).not.toEqual(bytes);
});

test('an oversize record declares more than any TLS allows', async () => {
  const bytes = await corrupt('oversize');
  expect(bytes.subarray(0, 5)).toEqual(Buffer.from([0x17, 0x03, 0x03, 0x50, 0x00]));
  expect(bytes.length).toBeGreaterThan(5);
});

test('plain text is HTTP', async () => {
  expect((await corrupt('plaintext')).toString()).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
});

test('a client that stays is not waited for longer than the limit', async () => {
  const steps = await applied(tlsCorruptRecord, {}, stream, { ...onTls, hangMs: 100 });
  expect(shown(steps)).toContain('pause 100');
});

test.each([tlsTruncate, tlsCorruptRecord])('$name leaves plain connections alone', async (fault) => {
  for (const tls of [false, null]) {
    const facts = requestFacts(platformInUse(), { facts: { connection: { ...connection, tls } } });
    expect(await applied(fault, { frames: 1 }, stream, { facts })).toEqual(stream);
  }
});
