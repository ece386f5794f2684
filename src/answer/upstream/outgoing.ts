import { type ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { RawHeaders } from '../../model/step.ts';
import { withoutHeaders } from '../framing/headers.ts';

/** Events of one proxied request. */
export interface UpstreamEvents {
  sending(request: ClientRequest): void;
  answered(response: IncomingMessage): void;
  broke(error: Error): void;
}

/** The request that is passed to http-proxy. Its header fields are passed by `rawOptions` instead. */
export class Outgoing extends IncomingMessage {
  /** Not the method that is sent: for DELETE and OPTIONS without a length the library would add one. */
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
 * Base options of the request, to which the library adds its own. The library
 * sets `headers` to an object, which would lose the order, spelling and
 * repetition of fields; the setter ignores that, so that Node reads the list.
 */
export function rawOptions(raw: RawHeaders, target: string, maxHeaderSize: number): object {
  const options = {
    maxHeaderSize,
    get headers(): RawHeaders {
      return raw;
    },
    set headers(_) {},
  };
  if (target !== '*') return options;
  // The library sets the path too, to an asterisk behind a slash; RFC 9112 section 3.2.4 has it alone.
  return Object.defineProperty(options, 'path', { enumerable: true, get: () => target, set() {} });
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

/**
 * Tokens of `Connection` that are handled anyway, or name fields that frame the body and must not be removed.
 */
const notNamed: ReadonlySet<string> = new Set(['', 'close', 'content-length', 'host', 'keep-alive']);

/** All values of a field as one list; the case of its name is ignored. */
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

/** The end-to-end fields, with case, order and repetitions unchanged. */
export function endToEnd(raw: RawHeaders): string[] {
  return withoutHeaders(raw, withNamed(raw));
}

/** Transfer codings besides `chunked`: they are forwarded together with the coded body. */
export function codingsOf(raw: RawHeaders): string[] {
  return tokensOf(raw, 'transfer-encoding').filter((token) => token !== 'chunked');
}

/** Request fields that are meant for this gateway and are not forwarded. */
const gatewayFields: ReadonlySet<string> = new Set(['x-badgateway-fault', 'x-badgateway-call']);

/** Methods whose requests have no body if no field declares one. */
const bodiless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/** Values that replace those of the client. */
export interface Substitutes {
  readonly host: string;
  /** The upstream's key; `null`: the client's key is forwarded. */
  readonly key: string | null;
  readonly scheme: string;
  /** Lower-case names of the fields that carry a key. */
  readonly keyHeaders: readonly string[];
}

/** The replacement value of a field, or `null` if the client's value is forwarded. */
function substituteFor(name: string, { host, key, scheme, keyHeaders }: Substitutes): string | null {
  if (name === 'host') return host;
  if (key === null || !keyHeaders.includes(name)) return null;
  // Only `Authorization` has a scheme before the key.
  return name === 'authorization' && scheme !== '' ? `${scheme} ${key}` : key;
}

/** The client's fields that are forwarded, with replaced values in the same places. */
function relayed(raw: RawHeaders, dropped: ReadonlySet<string>, substitutes: Substitutes): string[] {
  const fields: string[] = [];
  const substituted = new Set<string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const field = raw[index] ?? '';
    const name = field.toLowerCase();
    if (dropped.has(name) || gatewayFields.has(name)) continue;
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

/** Header fields of the forwarded request, with case, order and repetitions unchanged. */
export function outgoingHeaders(req: IncomingMessage, method: string, substitutes: Substitutes): string[] {
  const { 'transfer-encoding': coding, 'content-length': length, trailer: announced } = req.headers;
  const fields = relayed(req.rawHeaders, withNamed(req.rawHeaders), substitutes);
  if (coding !== undefined) return [...fields, 'Transfer-Encoding', coding];
  if (length === undefined && !bodiless.has(method)) fields.push('Content-Length', '0');
  // Only chunked bodies have trailers.
  return announced === undefined ? fields : withoutHeaders(fields, trailer);
}
