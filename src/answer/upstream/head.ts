import type { IncomingMessage } from 'node:http';
import type { Step } from '../../model/step.ts';
import { withoutHeaders } from '../framing/headers.ts';
import { codingsOf, endToEnd } from './outgoing.ts';

const unwritable = /[^\t\x20-\x7e\x80-\xff]/;

/** Whether Node can write this status line. Its parser also accepts `099` and control characters. */
export function isWritable({ statusCode = 0, statusMessage = '' }: IncomingMessage): boolean {
  return statusCode >= 100 && !unwritable.test(statusMessage);
}

const trailer = new Set(['trailer']);

/** Whether trailers may follow: only after chunks, so not for HEAD, answers without a body and HTTP/1.0. */
function mayTrail(
  { headers, statusCode }: IncomingMessage,
  { method, httpVersion }: IncomingMessage,
): boolean {
  if (headers['transfer-encoding'] === undefined || method === 'HEAD' || httpVersion === '1.0') return false;
  return statusCode !== 204 && statusCode !== 304;
}

/** The head that is sent to the client. */
export function headOf(response: IncomingMessage, req: IncomingMessage): Step {
  const { statusCode: status = 0, statusMessage: reason = '', rawHeaders } = response;
  const relayed = endToEnd(rawHeaders);
  const useless = response.headers.trailer !== undefined && !mayTrail(response, req);
  const headers = useless ? withoutHeaders(relayed, trailer) : relayed;
  const codings = codingsOf(rawHeaders);
  if (codings.length > 0) headers.push('Transfer-Encoding', [...codings, 'chunked'].join(', '));
  return { kind: 'head', status, reason, headers, origin: 'upstream' };
}
