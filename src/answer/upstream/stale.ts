import type { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import type { RequestFacts } from '../../model/facts.ts';

/** Methods whose requests may be sent twice (RFC 9110 section 9.2.2). */
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Failures of a connection that the upstream had closed while it was idle. */
const closings: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/** A request on a connection of the upstream, which may have carried others before. */
export interface Sent {
  readonly request: ClientRequest;
  /** Bytes that the connection had carried before it. */
  readonly before: number;
}

export function sentOn(request: ClientRequest): Sent {
  return { request, before: request.socket?.bytesWritten ?? 0 };
}

/**
 * Whether a request may go once more: it failed on a connection that was kept alive, and either does no harm
 * twice (its method, or an `Idempotency-Key`, says so) or nothing of it was sent.
 */
export function maySendAgain({ request, before }: Sent, code: string, facts: RequestFacts): boolean {
  if (!request.reusedSocket || !closings.has(code)) return false;
  const isUnsent = request.socket?.bytesWritten === before;
  return isUnsent || idempotent.has(facts.method) || facts.idempotencyKey !== null;
}

/** The body once more; `null`: it is not held, so that it can be sent only once. */
export function bodyAgain({ body, bodyExtent, headers }: RequestFacts): Readable | null {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (isEmpty) return Readable.from([]);
  return bodyExtent === 'whole' && body !== null ? Readable.from([body], { objectMode: false }) : null;
}
