/** The parts of ASN.1's distinguished encoding rules (X.690) that certificates need. */

/** One byte for lengths up to 127; else the number of length bytes, then the length: `82 01 0a` is 266. */
function lengthOf(content: number): Buffer {
  if (content < 0x80) return Buffer.from([content]);
  const bytes = unsigned(content);
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** Big-endian bytes of a number, without leading zero bytes. */
function unsigned(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

export function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

export const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts);
export const set = (...parts: readonly Buffer[]) => tagged(0x31, ...parts);
/** Explicit tag `[n]` around whole values. */
export const wrapped = (n: number, ...parts: readonly Buffer[]) => tagged(0xa0 | n, ...parts);
/** Implicit tag `[n]` instead of a string's own tag. */
export const implicit = (n: number, content: Buffer) => tagged(0x80 | n, content);
export const octets = (...parts: readonly Buffer[]) => tagged(0x04, ...parts);
export const utf8 = (text: string) => tagged(0x0c, Buffer.from(text));
/** BOOLEAN TRUE. FALSE is never written, because it is the default in all fields of a certificate. */
export const yes = tagged(0x01, Buffer.from([0xff]));

/** A non-negative INTEGER: a zero byte precedes a first byte with its highest bit set. */
export function integer(value: number | Buffer): Buffer {
  const bytes = typeof value === 'number' ? unsigned(value) : shortest(value);
  return tagged(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]));
}

function shortest(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? Buffer.from([0]) : bytes.subarray(first);
}

/** A BIT STRING; `unused`: number of unused bits in the last byte. */
export function bits(content: Buffer, unused = 0): Buffer {
  return tagged(0x03, Buffer.from([unused]), content);
}

/** `1.2.840…`: the first two numbers are combined; each number is written in groups of seven bits. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, ...[40 * first + second, ...rest].map(sevenBits));
}

function sevenBits(value: number): Buffer {
  const groups = [value % 0x80];
  for (let rest = Math.floor(value / 0x80); rest > 0; rest = Math.floor(rest / 0x80))
    groups.unshift(0x80 | (rest % 0x80));
  return Buffer.from(groups);
}

/** `stamp` has the form `20251122082400Z`; up to 2049 the century is omitted (RFC 5280 section 4.1.2.5). */
export function time(stamp: string): Buffer {
  return stamp < '2050' ? tagged(0x17, Buffer.from(stamp.slice(2))) : tagged(0x18, Buffer.from(stamp));
}
