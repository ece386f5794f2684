import { createHash } from 'node:crypto';
import type { CallFacts, ConnectionFacts, RequestFacts } from '../../src/model/facts.ts';
import type { Platform, PlatformInUse, Route } from '../../src/model/platform.ts';

/** 2026-03-01T12:00:00Z */
export const someTime = 1_772_366_400_000;

/** The first attempt of the first call. */
export const callFacts: CallFacts = { call: 1, attempt: 1, signals: [], certainty: 'certain' };

export const validKey = 'sk-test-0123456789abcdef';

/** The same key, as keys of the platform begin. */
export function validKeyOf({ credential: { prefixes } }: Platform): string {
  const [prefix = 'sk-'] = prefixes;
  return validKey.replace('sk-', prefix);
}

export const connectionFacts: ConnectionFacts = {
  connection: 1,
  at: someTime,
  address: '127.0.0.1',
  tls: false,
  sni: null,
  alpn: [],
  tunnel: null,
  certificate: null,
};

export interface Sent {
  readonly method?: string;
  /** With or without a query. */
  readonly path?: string;
  /** Lower-case names; an `authorization` of `undefined` sends none. */
  readonly headers?: RequestFacts['headers'];
  /** An object is sent as JSON, a string or buffer as it is. */
  readonly body?: unknown;
  /** Whatever else a test wants to say itself. */
  readonly facts?: Partial<RequestFacts>;
}

function bytesOf(body: unknown): Buffer | null {
  if (body === undefined) return null;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function parsed(body: Buffer | null): unknown {
  try {
    return body === null ? undefined : JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function segmentsOf(route: Route, path: string): Record<string, string> | null {
  const wanted = route.path.split('/');
  const given = path.split('/');
  const segments: Record<string, string> = {};
  if (wanted.length !== given.length) return null;
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith('{')) segments[part.slice(1, -1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return segments;
}

function whereTo({ platform }: PlatformInUse, path: string) {
  for (const route of platform.routes) {
    const segments = segmentsOf(route, path);
    if (segments !== null) return { route, segments, surface: route.surface };
  }
  const surface = platform.surfaces.find(({ prefixes }) =>
    prefixes.some((prefix) => path.startsWith(prefix)),
  );
  return { route: null, segments: {}, surface: surface?.name ?? platform.surfaces[0]?.name ?? '' };
}

function field(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
}

/** The facts of a request, without a socket: a `POST /v1/chat/completions` unless told otherwise. */
export function requestFacts(inUse: PlatformInUse, sent: Sent = {}): RequestFacts {
  const { method = 'POST', path: url = '/v1/chat/completions' } = sent;
  const [path = '', query] = url.split('?', 2);
  const headers = { authorization: `Bearer ${validKeyOf(inUse.platform)}`, ...sent.headers };
  const body = bytesOf(sent.body);
  const json = parsed(body);
  const model = field(json, 'model');
  const fingerprint = createHash('sha256')
    .update(`${method} ${path}\n`)
    .update(body ?? '')
    .digest('hex');
  return {
    connection: connectionFacts,
    connectionUse: 'again',
    idleMs: null,
    at: someTime,
    method,
    path,
    query: query === undefined ? '' : `?${query}`,
    ...whereTo(inUse, path),
    upstream: null,
    headers,
    client: null,
    key: headers.authorization?.replace(/^Bearer +/i, '') ?? null,
    body,
    bodyExtent: 'whole',
    underWay: 1,
    json,
    exact: sent.facts?.json ?? json,
    members: null,
    unseen: null,
    model: typeof model === 'string' ? model : null,
    stream: field(json, 'stream') === true,
    prompt: null,
    ignored: [],
    fingerprint,
    retryCount: null,
    idempotencyKey: null,
    strayKey: null,
    call: callFacts,
    ...sent.facts,
  };
}
