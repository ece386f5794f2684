import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import type { RawHeaders } from '../model/step.ts';

/** Fields that say something of a connection, which HTTP/2 forbids (RFC 9113 section 8.2.2). */
const ofConnections = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** The fields that HTTP/2 may carry, by lower-case names; repeated ones stay apart, in their order. */
export function http2Fields(headers: RawHeaders): OutgoingHttpHeaders {
  const fields: Record<string, string[]> = {};
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]?.toLowerCase() ?? '';
    if (ofConnections.has(name)) continue;
    const before = fields[name] ?? [];
    fields[name] = [...before, headers[index + 1] ?? ''];
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

/** A request's fields in the form that HTTP/1.1 gives them. */
export interface Http1Fields {
  readonly raw: string[];
  readonly headers: Record<string, string | string[]>;
}

/**
 * `:authority` is `Host` (RFC 9113 section 8.3.1), and a body without a length comes in chunks: everything
 * behind the listener, an upstream among it, sees a request of HTTP/1.1.
 */
export function http1Fields(
  given: IncomingHttpHeaders,
  raw: readonly string[],
  body: 'none' | 'follows',
): Http1Fields {
  const authority = given[':authority'];
  const added: string[] = [];
  if (given.host === undefined && authority !== undefined) added.push('host', authority);
  if (body === 'follows' && given['content-length'] === undefined) added.push('transfer-encoding', 'chunked');
  const headers: Http1Fields['headers'] = {};
  for (const [name, value] of Object.entries(given))
    if (!name.startsWith(':') && value !== undefined) headers[name] = value;
  for (let index = 0; index < added.length; index += 2) headers[added[index] ?? ''] = added[index + 1] ?? '';
  const fields = raw.flatMap((name, at) =>
    at % 2 === 1 || name.startsWith(':') ? [] : [name, raw[at + 1] ?? ''],
  );
  return { raw: [...added, ...fields], headers };
}
