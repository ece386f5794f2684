import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { BodyExtent } from '../model/facts.ts';

/** What was read of a body before deciding. */
export interface ReadBody {
  readonly bytes: Buffer | null;
  readonly extent: BodyExtent;
}

export const unreadBody: ReadBody = { bytes: null, extent: 'unread' };
const noBody: ReadBody = { bytes: null, extent: 'whole' };

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads up to `limit` bytes. `whole`: that was all. `prefix`: there is more, still unread.
 * `null`: the client left while sending.
 */
export function readBody(req: IncomingMessage, res: ServerResponse, limit: number): Promise<ReadBody | null> {
  if (!hasBody(req)) return Promise.resolve(noBody);
  if (req.headers.expect?.toLowerCase() === '100-continue') res.writeContinue();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const joined = () => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= limit) return;
      req.pause();
      const read = joined();
      // Exactly `limit`: how a body comes in pieces must not change what is decided on.
      req.unshift(read.subarray(limit));
      req.off('data', take).off('end', end);
      resolve({ bytes: read.subarray(0, limit), extent: 'prefix' });
    };
    const end = () => resolve({ bytes: joined(), extent: 'whole' });
    // These two stay: once it is resolved they mean nothing, and taking them off costs more than that.
    const leave = () => resolve(null);
    req.on('data', take).on('end', end).on('close', leave).on('error', leave);
  });
}

/** The body as it must be forwarded: what was read, then the rest. */
export function bodyToForward(req: IncomingMessage, { bytes, extent }: ReadBody): Readable {
  if (extent === 'unread' || bytes === null) return req;
  if (extent === 'whole') return Readable.from([bytes], { objectMode: false });
  req.unshift(bytes);
  return req;
}
