import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import { errorCode } from './errors.ts';

/** A body that decodes to more bytes is not decoded: a few kilobytes may stand for gigabytes. */
export const maxDecoded = 10 * 1_048_576;

type Decode = (bytes: Buffer, isWhole: boolean) => Buffer;

const zlib = (decode: typeof gunzipSync): Decode => {
  const { Z_FINISH, Z_SYNC_FLUSH } = constants;
  return (bytes, isWhole) =>
    decode(bytes, { maxOutputLength: maxDecoded, finishFlush: isWhole ? Z_FINISH : Z_SYNC_FLUSH });
};

const brotli: Decode = (bytes, isWhole) => {
  const { BROTLI_OPERATION_FINISH, BROTLI_OPERATION_FLUSH } = constants;
  const finishFlush = isWhole ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_FLUSH;
  return brotliDecompressSync(bytes, { maxOutputLength: maxDecoded, finishFlush });
};

const decoders: Readonly<Record<string, Decode>> = {
  gzip: zlib(gunzipSync),
  'x-gzip': zlib(gunzipSync),
  deflate: zlib(inflateSync),
  br: brotli,
  identity: (bytes) => bytes,
};

/** `too-large`: it decodes to more than `maxDecoded`. `unreadable`: an unknown coding, or damaged. */
export type Decoded = Buffer | 'too-large' | 'unreadable';

/** Takes the content codings off; the last one that is named was put on last (RFC 9110 section 8.4). */
export function decodedContent(bytes: Buffer, codings: string, isWhole: boolean): Decoded {
  let decoded = bytes;
  for (const coding of codings.toLowerCase().split(',').reverse()) {
    const decode = decoders[coding.trim()];
    if (decode === undefined) return 'unreadable';
    try {
      decoded = decode(decoded, isWhole);
    } catch (error) {
      return errorCode(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'unreadable';
    }
  }
  return decoded;
}
