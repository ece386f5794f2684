import { isUtf8 } from 'node:buffer';
import { headerValue } from '../lib/http.ts';
import type { Recording } from '../model/tape.ts';

/** Bytes in JSON: text if they are valid UTF-8, else base64, such as a chunk that ends within a character. */
export type WrittenBytes = string | { readonly base64: string };

export function writtenBytes(bytes: Buffer): WrittenBytes {
  return isUtf8(bytes) ? bytes.toString() : { base64: bytes.toString('base64') };
}

export function bytesOf(written: WrittenBytes): Buffer {
  return typeof written === 'string' ? Buffer.from(written) : Buffer.from(written.base64, 'base64');
}

/** Whether a body has its declared length: otherwise a client would wait for the rest. */
export function bodyIsWhole({ request, response }: Pick<Recording, 'request' | 'response'>): boolean {
  const { headers, status, chunks } = response;
  // HEAD and 304 may declare a length, but have no body.
  if (request.method === 'HEAD' || status === 304) return chunks.length === 0;
  const declared = headerValue(headers, 'content-length');
  return declared === null || Number(declared) === chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
