import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { RawHeaders } from '../../../model/step.ts';

/** A content coding of RFC 9110 section 8.4.1. */
export interface Coding {
  /** Flushes after each piece, so that a decoder can decode all of it. */
  encoder(): Transform;
  /** `first`: the first encoded byte. */
  decoder(first: number): Transform;
}

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY } = zlib.constants;

export const gzip: Coding = {
  encoder: () => zlib.createGzip({ flush: Z_SYNC_FLUSH }),
  decoder: () => zlib.createGunzip(),
};

/**
 * Low 4 bits of the first byte of the zlib format (RFC
 * 1950). Some servers send raw deflate without this header.
 */
const zlibMethod = 0x08;

const deflate: Coding = {
  encoder: () => zlib.createDeflate({ flush: Z_SYNC_FLUSH }),
  decoder: (first) => ((first & 0x0f) === zlibMethod ? zlib.createInflate() : zlib.createInflateRaw()),
};

/**
 * Settings that most servers use for dynamic content. The
 * default takes 50 times as long and a window of 4 MiB.
 */
const quick = { [BROTLI_PARAM_QUALITY]: 4, [BROTLI_PARAM_LGWIN]: 18 };

const br: Coding = {
  encoder: () => zlib.createBrotliCompress({ flush: BROTLI_OPERATION_FLUSH, params: quick }),
  decoder: () => zlib.createBrotliDecompress(),
};

/** Available from Node 22.15 on; the installed types are older and lack it. */
interface Zstd {
  readonly createZstdCompress?: (options: { readonly flush: number }) => Transform;
  readonly createZstdDecompress?: () => Transform;
}

/** `ZSTD_e_flush` of zstd.h. */
const zstdFlush = 1;

function zstdOf({ createZstdCompress, createZstdDecompress }: Zstd): [string, Coding][] {
  if (createZstdCompress === undefined || createZstdDecompress === undefined) return [];
  return [
    ['zstd', { encoder: () => createZstdCompress({ flush: zstdFlush }), decoder: createZstdDecompress }],
  ];
}

export const codings: ReadonlyMap<string, Coding> = new Map([
  ['gzip', gzip],
  // RFC 9110 section 8.4.1.3: both names mean the same coding.
  ['x-gzip', gzip],
  ['deflate', deflate],
  ['br', br],
  ...zstdOf(zlib as Zstd),
]);

/** The name of the coding in lower case; several codings give `gzip, br`, none gives `identity`. */
export function codingName(headers: RawHeaders): string {
  const names = headers.filter(
    (_, index) => headers[index - 1]?.toLowerCase() === 'content-encoding' && index % 2 === 1,
  );
  return names.length === 0 ? 'identity' : names.join(', ').trim().toLowerCase();
}
