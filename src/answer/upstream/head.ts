import type { IncomingMessage } from 'node:http';
import type { Step } from '../../model/step.ts';
import { withoutHeaders } from '../framing/headers.ts';
import { codingsOf, endToEnd } from './outgoing.ts';

const unwritable = /[^\t\x20-\x7e\x80-\xff]/;

/** Whether Node would write this status line: its parser takes `099` and control characters. */
export function isWritable({ statusCode = 0, statusMessage = '' }: IncomingMessage): boolean {
  return statusCode >= 100 && !unwritable.test(statusMessage);
}

const trailer = new Set(['trailer']);

/** Trailers follow chunks only, which HEAD, bodiless answers and HTTP/1.0 do not have. */
function mayTrail(
  { headers, statusCode }: IncomingMessage,
  { method, httpVersion }: IncomingMessage,
): boolean {
  if (headers['transfer-encoding'] === undefined || method === 'HEAD' || httpVersion === '1.0') return false;
  return statusCode !== 204 && statusCode !== 304;
}

/** The head as the client is to see it. */
export function headOf(response: IncomingMessage, req: IncomingMessage): Step {
  const { statusCode: status = 0, statusMessage: reason = '', rawHeaders } = response;
  const relayed = endToEnd(rawHeaders);
  const inVain = response.headers.trailer !== undefined && !mayTrail(response, req);
  const headers = inVain ? withoutHeaders(relayed, trailer) : relayed;
  const codings = codingsOf(rawHeaders);
  if (codings.length > 0) headers.push('Transfer-Encoding', [...codings, 'chunked'].join(', '));
  return { kind: 'head', status, reason, headers, origin: 'upstream' };
}
