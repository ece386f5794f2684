import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as der from '../../../../src/tls/certificates/der.ts';

const hex = (bytes: Buffer) => bytes.toString('hex');

const encodings: readonly (readonly [says: string, bytes: Buffer, expected: string])[] = [
  ['zero', der.integer(0), '020100'],
  ['127 fits one byte', der.integer(127), '02017f'],
  ['128 would be read as negative', der.integer(128), '02020080'],
  ['leading zeros are dropped', der.integer(Buffer.from([0, 0, 1])), '020101'],
  ['a zero stays where a sign would be read', der.integer(Buffer.from([0, 0x80])), '02020080'],
  ['nothing is zero', der.integer(Buffer.alloc(3)), '020100'],
  [
    'an object identifier with a number beyond seven bits',
    der.oid('1.2.840.10045.4.3.2'),
    '06082a8648ce3d040302',
  ],
  ['an object identifier under 2', der.oid('2.5.29.17'), '0603551d11'],
  ['bits with some unused', der.bits(Buffer.from([0x80]), 7), '03020780'],
  ['text', der.utf8('é'), '0c02c3a9'],
  ['an empty sequence', der.sequence(), '3000'],
  ['a set', der.set(der.yes), '31030101ff'],
  ['a tag around a value', der.wrapped(3, der.integer(2)), 'a303020102'],
  ['a tag in the place of another', der.implicit(2, Buffer.from('a')), '820161'],
  ['octets', der.octets(der.yes), '04030101ff'],
  [
    'a time of this half of the century',
    der.time('20491231235959Z'),
    `170d${hex(Buffer.from('491231235959Z'))}`,
  ],
  ['a time beyond it', der.time('20500101000000Z'), `180f${hex(Buffer.from('20500101000000Z'))}`],
];

test.each(encodings)('%s', (_, bytes, expected) => {
  expect(hex(bytes)).toBe(expected);
});

/** Reads one value as X.690 section 8.1 says; refuses lengths that are longer than needed. */
function read(bytes: Buffer): { readonly tag: number; readonly content: Buffer } {
  const first = bytes.readUInt8(1);
  if (first < 0x80) return { tag: bytes.readUInt8(0), content: bytes.subarray(2) };
  const count = first & 0x7f;
  const length = bytes.readUIntBE(2, count);
  expect(length).toBeGreaterThanOrEqual(Math.max(0x80, 256 ** (count - 1)));
  expect(bytes).toHaveLength(2 + count + length);
  return { tag: bytes.readUInt8(0), content: bytes.subarray(2 + count) };
}

test('a content of any length is found again', () => {
  const lengths = fc.oneof(fc.nat(300), fc.integer({ min: 0xff00, max: 0x1_0100 }));
  fc.assert(
    fc.property(lengths, fc.constantFrom(0x04, 0x30, 0xa3), (length, tag) => {
      const content = Buffer.alloc(length, 7);
      const found = read(der.tagged(tag, content));
      expect(found.tag).toBe(tag);
      expect(found.content.equals(content)).toBe(true);
    }),
  );
});

test('an integer of any size is found again, in as few bytes as will do and never negative', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 21 }), (bytes) => {
      const { content } = read(der.integer(Buffer.from(bytes)));
      expect(BigInt(`0x${hex(content)}`)).toBe(BigInt(`0x${hex(Buffer.from(bytes))}`));
      expect(content.readInt8(0)).toBeGreaterThanOrEqual(0);
      if (content.length > 1) expect(content.readUInt16BE(0)).toBeGreaterThanOrEqual(0x80);
    }),
  );
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      expect(BigInt(`0x${hex(read(der.integer(value)).content)}`)).toBe(BigInt(value));
    }),
  );
});

/** X.690 section 8.19, in another way than it is written. */
function readOid(content: Buffer): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [joined = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(joined / 40));
  return [root, joined - 40 * root, ...rest].join('.');
}

test('an object identifier of any numbers is found again', () => {
  const roots = fc.oneof(
    fc.tuple(fc.constantFrom(0, 1), fc.nat(39)),
    fc.tuple(fc.constant(2), fc.nat(100_000)),
  );
  fc.assert(
    fc.property(roots, fc.array(fc.nat(), { maxLength: 8 }), (root, rest) => {
      const dotted = [...root, ...rest].join('.');
      expect(readOid(read(der.oid(dotted)).content)).toBe(dotted);
    }),
  );
});
