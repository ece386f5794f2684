import type { Luck } from '../../../lib/luck.ts';

/** Kinds of corrupt TLS records, as parts of sentences. */
export const corruptions = {
  'bad-mac': 'a TLS record that cannot be decrypted',
  oversize: 'the header of a TLS record that is too long',
  plaintext: 'plain HTTP between the TLS records',
} as const;

const plaintext = 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** Number of bytes after the record header. */
const bodyBytes = 64;

/**
 *   17                  03 03     00 40
 *   └ application data  └ TLS 1.2 └ bytes that follow
 */
function record(declared: number, luck: Luck): Buffer {
  const header = Buffer.from([0x17, 0x03, 0x03, declared >> 8, declared & 0xff]);
  return Buffer.concat([header, Buffer.from(Array.from({ length: bodyBytes }, () => luck() * 256))]);
}

/** Bytes for the TCP connection under TLS that no client accepts as a TLS record. */
export function corruptRecord(kind: keyof typeof corruptions, luck: Luck): Buffer {
  switch (kind) {
    case 'bad-mac':
      return record(bodyBytes, luck);
    case 'oversize':
      // At most 0x4100 bytes are allowed by TLS 1.3, 0x4800 by TLS 1.2.
      return record(0x5000, luck);
    case 'plaintext':
      return Buffer.from(plaintext);
  }
}
