import * as zlib from 'node:zlib';

/** A content coding, by means of `node:zlib` alone. */
export interface TestCoding {
  readonly name: string;
  encode(plain: Buffer): Buffer;
  /** Fails where the coding is not whole. */
  decode(coded: Buffer): Buffer;
  /** As much as can be decoded by now. */
  decodeSoFar(coded: Buffer): Buffer;
}

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;

interface Zstd {
  readonly zstdCompressSync?: (plain: Buffer) => Buffer;
  readonly zstdDecompressSync?: (coded: Buffer, options?: { readonly finishFlush: number }) => Buffer;
}

const { zstdCompressSync, zstdDecompressSync } = zlib as Zstd;

const zstd: readonly TestCoding[] =
  zstdCompressSync === undefined || zstdDecompressSync === undefined
    ? []
    : [
        {
          name: 'zstd',
          encode: (plain) => zstdCompressSync(plain),
          decode: (coded) => zstdDecompressSync(coded),
          decodeSoFar: (coded) => zstdDecompressSync(coded, { finishFlush: 0 }),
        },
      ];

/** Those that this Node has. */
export const testCodings: readonly TestCoding[] = [
  {
    name: 'gzip',
    encode: (plain) => zlib.gzipSync(plain),
    decode: (coded) => zlib.gunzipSync(coded),
    decodeSoFar: (coded) => zlib.gunzipSync(coded, { finishFlush: Z_SYNC_FLUSH }),
  },
  {
    name: 'deflate',
    encode: (plain) => zlib.deflateSync(plain),
    decode: (coded) => zlib.inflateSync(coded),
    decodeSoFar: (coded) => zlib.inflateSync(coded, { finishFlush: Z_SYNC_FLUSH }),
  },
  {
    name: 'br',
    encode: (plain) => zlib.brotliCompressSync(plain),
    decode: (coded) => zlib.brotliDecompressSync(coded),
    decodeSoFar: (coded) => zlib.brotliDecompressSync(coded, { finishFlush: BROTLI_OPERATION_FLUSH }),
  },
  ...zstd,
];
