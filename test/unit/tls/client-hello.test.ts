import { createServer } from 'node:net';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { readClientHello } from '../../../src/tls/client-hello.ts';

/** The first record that Node's own client sends. */
function captured(options: object): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (chunk: Buffer) => {
        resolve(chunk);
        socket.destroy();
        server.close();
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }).on('error', () => {});
    });
  });
}

const asked = { servername: 'API.example', ALPNProtocols: ['h2', 'http/1.1'] };
const read = { sni: 'api.example', alpn: ['h2', 'http/1.1'] };
let hello: Buffer;

beforeAll(async () => {
  hello = await captured(asked);
});

/** The same message in records of at most `size` bytes. */
function inRecords(size: number): Buffer {
  const message = hello.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const fragment = message.subarray(at, at + size);
    records.push(Buffer.from([0x16, 3, 1, fragment.length >> 8, fragment.length & 255]), fragment);
  }
  return Buffer.concat(records);
}

test.each([
  ['TLS 1.3', {}, read],
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }, read],
  ['no name and no protocols', { servername: '', ALPNProtocols: undefined }, { sni: null, alpn: [] }],
])("%s: Node's own ClientHello is read", async (_, options, expected) => {
  const bytes = await captured({ ...asked, ...options });
  expect(readClientHello(bytes)).toEqual({ kind: 'hello', hello: expected });
});

test('it is complete with its last byte and not before', () => {
  for (let length = 0; length < hello.length; length += 1)
    expect(readClientHello(hello.subarray(0, length))).toEqual({ kind: 'more' });
});

test('in several records it is the same, and what follows does not matter', () => {
  for (const size of [1, 7, 100, 511]) {
    const bytes = inRecords(size);
    expect(readClientHello(bytes)).toEqual({ kind: 'hello', hello: read });
    for (const more of ['16030100', '1403030001', '1703030000'])
      expect(readClientHello(Buffer.concat([bytes, Buffer.from(more, 'hex')])).kind).toBe('hello');
    expect(readClientHello(bytes.subarray(0, -1))).toEqual({ kind: 'more' });
  }
});

test.each([
  ['an alert record', Buffer.from('15030300020228', 'hex')],
  ['a record of SSL 2', Buffer.from('160200000a', 'hex')],
  ['a beginning that another record cuts short', Buffer.from('16030100040100000a1403030001', 'hex')],
  ['a ServerHello', Buffer.from('16030100040200000a', 'hex')],
  ['a message that claims megabytes', Buffer.from('160301000401ffffff', 'hex')],
  ['a ClientHello without anything in it', Buffer.from('160301000401000000', 'hex')],
])('%s is malformed', (_, bytes) => {
  expect(readClientHello(bytes).kind).toBe('malformed');
});

test('a handshake that goes on for ever is malformed at some point', () => {
  const record = Buffer.concat([Buffer.from([0x16, 3, 1, 0x40, 0]), Buffer.alloc(0x4000, 1)]);
  expect(readClientHello(Buffer.concat(Array.from({ length: 5 }, () => record))).kind).toBe('malformed');
});

test('whatever comes, it is read, waited for or refused, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }), fc.nat(), (changes, cut) => {
      const bytes = Buffer.from(hello);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const { kind } = readClientHello(bytes.subarray(0, cut % (bytes.length + 1)));
      expect(['hello', 'more', 'malformed']).toContain(kind);
    }),
    { numRuns: 20_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(['hello', 'more', 'malformed']).toContain(readClientHello(Buffer.from(bytes)).kind);
    }),
    { numRuns: 5_000 },
  );
});
