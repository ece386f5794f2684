import { type ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { RawHeaders } from '../../model/step.ts';
import { withoutHeaders } from '../framing/headers.ts';

/** What the library tells about one request. */
export interface UpstreamEvents {
  sending(request: ClientRequest): void;
  answered(response: IncomingMessage): void;
  broke(error: Error): void;
}

/** The request as the http-proxy sees it; its header fields go another way, see `rawOptions`. */
export class Outgoing extends IncomingMessage {
  /** Not the method that is sent: to DELETE and OPTIONS without a length the library adds one. */
  override readonly method = 'POST';
  override readonly url: string;
  override readonly headers = {};
  readonly events: UpstreamEvents;

  constructor(socket: Socket, url: string, events: UpstreamEvents) {
    super(socket);
    this.url = url;
    this.events = events;
  }
}

/**
 * Options of the request that is sent, as the base on which the library puts its own. It sets `headers` to
 * an object, in which repeated fields lose order and spelling; what Node reads is the list.
 */
export function rawOptions(raw: RawHeaders): object {
  return {
    get headers(): RawHeaders {
      return raw;
    },
    set headers(_) {},
  };
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

/** All values of a field, whatever its case, as one list. */
function tokensOf(raw: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    if (raw[index]?.toLowerCase() === name) values.push(raw[index + 1] ?? '');
  return values.flatMap((value) => value.split(',')).map((token) => token.trim().toLowerCase());
}

function withNamed(raw: RawHeaders): ReadonlySet<string> {
  const named = tokensOf(raw, 'connection').filter((token) => !notNamed.has(token));
  return named.length === 0 ? hopByHop : new Set([...hopByHop, ...named]);
}

/** Fields that go beyond this hop: case, order and repetitions as they came. */
export function endToEnd(raw: RawHeaders): string[] {
  return withoutHeaders(raw, withNamed(raw));
}

/** Codings that a body went through before it was cut into chunks: they pass this hop with it. */
export function codingsOf(raw: RawHeaders): string[] {
  return tokensOf(raw, 'transfer-encoding').filter((token) => token !== 'chunked');
}

/** Fields that speak to us. */
const forUs: ReadonlySet<string> = new Set(['x-badgateway-fault', 'x-badgateway-call']);

/** Methods whose requests end with their head where nothing says how a body is framed. */
const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

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

/** The client's fields that go on, with ours in the place of those that we replace. */
function relayed(raw: RawHeaders, dropped: ReadonlySet<string>, substitutes: Substitutes): string[] {
  const fields: string[] = [];
  const substituted = new Set<string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const field = raw[index] ?? '';
    const name = field.toLowerCase();
    if (dropped.has(name) || forUs.has(name)) continue;
    const ours = substituteFor(name, substitutes);
    if (!substituted.has(name)) fields.push(field, ours ?? raw[index + 1] ?? '');
    if (ours !== null) substituted.add(name);
  }
  if (!substituted.has('host')) fields.push('Host', substitutes.host);
  const { key, keyHeaders } = substitutes;
  const [keyHeader] = keyHeaders;
  if (key !== null && keyHeader !== undefined && !keyHeaders.some((name) => substituted.has(name)))
    fields.push(keyHeader, substituteFor(keyHeader, substitutes) ?? '');
  return fields;
}

const trailer = new Set(['trailer']);

/** Header fields of the request that is sent: case, order and repetitions as they came. */
export function outgoingHeaders(req: IncomingMessage, method: string, substitutes: Substitutes): string[] {
  const { 'transfer-encoding': coding, 'content-length': length, trailer: announced } = req.headers;
  const fields = relayed(req.rawHeaders, withNamed(req.rawHeaders), substitutes);
  if (coding !== undefined) return [...fields, 'Transfer-Encoding', coding];
  if (length === undefined && !bodiless.has(method)) fields.push('Content-Length', '0');
  // Trailers follow chunks only.
  return announced === undefined ? fields : withoutHeaders(fields, trailer);
}
