import { readClientHello } from '../../../src/tls/client-hello.ts';
import { opened, type Target } from '../target.ts';

/** TLS 1.2 with a server name and ALPN, as OpenSSL sends them, without the extensions that nothing reads. */
const hello = Buffer.from(
  '16030100620100005e0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' +
    '000002c02f0100' +
    '003300000010000e00000b6578616d706c652e636f6d' +
    '0010000e000c02683208687474702f312e31' +
    '002b0003020303',
  'hex',
);

const kinds = ['hello', 'more', 'malformed'];

export const clientHello: Target = {
  name: 'client-hello',
  words: ['\x16\x03\x01', '\x00\x00', '\xff\xff', '\x00\x10', '\x00\x2b', '\x01\x00\x00'],
  seeds: () => [hello, hello.subarray(0, 40), Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  open: () =>
    opened((bytes) => {
      if (!kinds.includes(readClientHello(bytes).kind)) throw new Error('an answer of no kind');
    }),
};
