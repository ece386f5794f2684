import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Deadline } from '../lib/deadline.ts';
import type { BodyExtent } from '../model/facts.ts';

/** The part of a body that was read before the decision on faults. */
export interface ReadBody {
  readonly bytes: Buffer | null;
  readonly extent: BodyExtent;
}

export const unreadBody: ReadBody = { bytes: null, extent: 'unread' };
const noBody: ReadBody = { bytes: null, extent: 'whole' };

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Whether the client waits for 100 Continue before it sends its body (RFC 9110 section 10.1.1). */
export function expectsContinue(req: IncomingMessage): boolean {
  return req.headers.expect?.toLowerCase() === '100-continue' && hasBody(req);
}

/** Whether nothing more of a body is to come; its end may still be unread. */
function isHere({ complete, headers }: IncomingMessage, length: number): boolean {
  return complete || length >= Number(headers['content-length'] ?? Number.POSITIVE_INFINITY);
}

/**
 * Reads up to `limit` bytes. `whole`: the whole body was read. `prefix`: there are more bytes, still unread.
 * `left`: the client disconnected while sending. `late`: the body did not arrive in time.
 */
export function readBody(
  req: IncomingMessage,
  limit: number,
  deadline: Deadline,
): Promise<ReadBody | 'left' | 'late'> {
  if (!hasBody(req)) return Promise.resolve(noBody);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isSettled = false;
    let cancel: (() => void) | null = null;
    const settle = (outcome: ReadBody | 'left' | 'late') => {
      isSettled = true;
      cancel?.();
      resolve(outcome);
    };
    const joined = () => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= limit) return;
      req.pause();
      const read = joined();
      // Cut at exactly `limit`: the network's chunks must not influence the decision.
      req.unshift(read.subarray(limit));
      req.off('data', take).off('end', end);
      settle({ bytes: read.subarray(0, limit), extent: 'prefix' });
    };
    const end = () => settle({ bytes: joined(), extent: 'whole' });
    // `close` and `error` keep their listeners: they do nothing once resolved, and removing them costs more.
    const leave = () => settle('left');
    req.on('data', take).on('end', end).on('close', leave).on('error', leave);
    // A short body comes with its head, and is here when both are parsed: no timer then.
    process.nextTick(() => {
      if (isSettled || isHere(req, length + req.readableLength)) return;
      cancel = deadline(() => {
        req.off('data', take).off('end', end).resume();
        settle('late');
      });
    });
  });
}

/** The body to forward: the bytes that were read, then the rest. */
export function bodyToForward(req: IncomingMessage, { bytes, extent }: ReadBody): Readable {
  if (extent === 'unread' || bytes === null) return req;
  if (extent === 'whole') return Readable.from([bytes], { objectMode: false });
  req.unshift(bytes);
  return req;
}
