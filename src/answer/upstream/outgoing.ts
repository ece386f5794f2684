import { type ClientRequest, type IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { RawHeaders } from '../../model/step.ts';
import { headerValue, withoutHeaders } from '../framing/headers.ts';

/** What the library tells about one request. */
export interface Correspondent {
  sending(request: ClientRequest): void;
  answered(response: IncomingMessage): void;
  broke(error: Error): void;
}

/** The request as the http-proxy is to send it. */
export class Outgoing extends IncomingMessage {
  /**
   * Not the method that is sent: for DELETE and OPTIONS the library looks for `content-length` in lower
   * case, misses ours, and adds a second one.
   */
  override readonly method = 'POST';
  override readonly url: string;
  override readonly headers: IncomingHttpHeaders;
  readonly correspondent: Correspondent;

  constructor(socket: Socket, url: string, headers: IncomingHttpHeaders, correspondent: Correspondent) {
    super(socket);
    this.url = url;
    this.headers = headers;
    this.correspondent = correspondent;
  }
}

/** Fields that end at this hop; RFC 9110 section 7.6.1. `Trailer` stays, since trailers are relayed. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Tokens of `Connection` that say nothing new, or that must not strip what frames the body. */
const notNamed: ReadonlySet<string> = new Set(['', 'close', 'content-length', 'host', 'keep-alive']);

function withNamed(raw: RawHeaders): ReadonlySet<string> {
  const connection = headerValue(raw, 'connection');
  if (connection === null || notNamed.has(connection)) return hopByHop;
  const named = connection.split(',').map((token) => token.trim().toLowerCase());
  return new Set([...hopByHop, ...named.filter((token) => !notNamed.has(token))]);
}

/** Fields that go beyond this hop: case, order and repetitions as they came. */
export function endToEnd(raw: RawHeaders): string[] {
  return withoutHeaders(raw, withNamed(raw));
}

/** Fields that speak to us, and `Expect`, which is set once the library has handed over the request. */
const forUs: ReadonlySet<string> = new Set(['x-badgateway-fault', 'x-badgateway-call', 'expect']);

/** What is put in instead of the client's own. */
export interface Substitutes {
  readonly host: string;
  /** The upstream's key; `null` leaves the client's alone. */
  readonly key: string | null;
  readonly scheme: string;
  /** Lower-case names of the fields that carry a key. */
  readonly keyHeaders: readonly string[];
}

/** Our value for a field, or `null` where the client's own goes on. */
function substituteFor(name: string, { host, key, scheme, keyHeaders }: Substitutes): string | null {
  if (name === 'host') return host;
  if (key === null || !keyHeaders.includes(name)) return null;
  // The scheme belongs to `Authorization`; other fields hold the bare key.
  return name === 'authorization' && scheme !== '' ? `${scheme} ${key}` : key;
}

/** A field may be called `__proto__`; an object without a prototype costs 4 µs per request to copy. */
function put(headers: Record<string, string | string[]>, field: string, value: string): void {
  if (field === '__proto__')
    Object.defineProperty(headers, field, { value, enumerable: true, writable: true });
  else headers[field] = value;
}

/**
 * Header fields of the request that is sent. A repeated field becomes an array, which Node writes as
 * repeated lines.
 */
export function outgoingHeaders(raw: RawHeaders, substitutes: Substitutes): IncomingHttpHeaders {
  const headers: Record<string, string | string[]> = {};
  const spelling = new Map<string, string>();
  const dropped = withNamed(raw);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const field = raw[index] ?? '';
    const name = field.toLowerCase();
    if (dropped.has(name) || forUs.has(name)) continue;
    const ours = substituteFor(name, substitutes);
    const value = ours ?? raw[index + 1] ?? '';
    const known = spelling.get(name);
    if (known === undefined) {
      spelling.set(name, field);
      put(headers, field, value);
    } else if (ours === null) headers[known] = [headers[known] ?? [], value].flat();
  }
  if (!spelling.has('host')) headers['Host'] = substitutes.host;
  const [keyHeader] = substitutes.keyHeaders;
  if (
    substitutes.key !== null &&
    keyHeader !== undefined &&
    !substitutes.keyHeaders.some((name) => spelling.has(name))
  )
    headers[keyHeader] = substituteFor(keyHeader, substitutes) ?? '';
  return headers as IncomingHttpHeaders;
}
