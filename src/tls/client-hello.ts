/** The properties of a ClientHello, which is not encrypted. */
export interface ClientHello {
  /** Requested host name (RFC 6066 section 3); clients never send an IP address. */
  readonly sni: string | null;
  /** Application protocols offered (RFC 7301), in the client's order. */
  readonly alpn: readonly string[];
}

/** `more`: incomplete. `malformed`: not a ClientHello. */
export type Reading =
  | { readonly kind: 'more' | 'malformed' }
  | { readonly kind: 'hello'; readonly hello: ClientHello };

/** First byte of a TLS handshake record; no HTTP method begins with it. */
export const handshakeRecord = 0x16;

const recordHeader = 5;
const messageHeader = 4;
const clientHello = 1;
const serverName = 0;
const applicationProtocols = 16;

/** Maximum size in bytes; several times the size that clients send, post-quantum key shares included. */
const maxHello = 64 * 1_024;

/** Reads fields in sequence; throws RangeError at the end of the bytes. */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  number(width: 1 | 2): number {
    this.#at += width;
    return this.#bytes.readUIntBE(this.#at - width, width);
  }

  bytes(length: number): Buffer {
    if (length > this.left) throw new RangeError('a field is longer than what holds it');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A vector with a length prefix of `width` bytes (RFC 8446 section 3.4). */
  vector(width: 1 | 2): Buffer {
    return this.bytes(this.number(width));
  }
}

function readServerName(extension: Buffer): string | null {
  const names = new Fields(new Fields(extension).vector(2));
  const type = names.number(1);
  return type === 0 ? names.vector(2).toString('latin1').toLowerCase() : null;
}

function readProtocols(extension: Buffer): string[] {
  const list = new Fields(new Fields(extension).vector(2));
  const protocols: string[] = [];
  while (list.left > 0) protocols.push(list.vector(1).toString('latin1'));
  return protocols;
}

/** RFC 8446 section 4.1.2; TLS 1.2 and older use the same layout. */
function readMessage(message: Buffer): ClientHello {
  const fields = new Fields(message);
  fields.bytes(2 + 32);
  fields.vector(1);
  fields.vector(2);
  fields.vector(1);
  let sni: string | null = null;
  let alpn: readonly string[] = [];
  const extensions = new Fields(fields.left === 0 ? Buffer.alloc(0) : fields.vector(2));
  while (extensions.left > 0) {
    const type = extensions.number(2);
    const extension = extensions.vector(2);
    if (type === serverName) sni = readServerName(extension);
    if (type === applicationProtocols) alpn = readProtocols(extension);
  }
  return { sni, alpn };
}

/** The handshake bytes of all complete records. `then`: the result if they hold no complete ClientHello. */
function unwrap(bytes: Buffer): { readonly message: Buffer; readonly then: 'more' | 'malformed' } {
  const fragments: Buffer[] = [];
  let at = 0;
  while (at + recordHeader <= bytes.length) {
    if (bytes[at] !== handshakeRecord || bytes[at + 1] !== 3)
      return { message: Buffer.concat(fragments), then: 'malformed' };
    const end = at + recordHeader + bytes.readUInt16BE(at + 3);
    if (end > bytes.length) break;
    fragments.push(bytes.subarray(at + recordHeader, end));
    at = end;
  }
  return { message: Buffer.concat(fragments), then: bytes.length > maxHello ? 'malformed' : 'more' };
}

/**
 * Reads the ClientHello at the beginning of a connection, in one record or in several.
 *
 *   16 03 01 LL LL   01 LL LL LL   03 03 …
 *   └ record header  └ message     └ version, random, session, ciphers, compression, extensions
 */
export function readClientHello(bytes: Buffer): Reading {
  const { message, then } = unwrap(bytes);
  if (message.length < messageHeader) return { kind: then };
  const length = message.readUIntBE(1, 3);
  if (message[0] !== clientHello || length > maxHello) return { kind: 'malformed' };
  if (message.length < messageHeader + length) return { kind: then };
  try {
    return { kind: 'hello', hello: readMessage(message.subarray(messageHeader, messageHeader + length)) };
  } catch {
    return { kind: 'malformed' };
  }
}
