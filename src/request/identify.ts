import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { member } from '../lib/pointer.ts';
import type { BodyExtent, CallFacts, ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Platform, Route } from '../model/platform.ts';
import { strayKeyOf } from '../secrets/stray-key.ts';
import type { ReadBody } from './body.ts';
import { promptOf } from './prompt.ts';
import type { RouteMatch } from './routes.ts';
import { idempotencyKeyOf, retryCountOf } from './signature.ts';
import type { Target } from './target.ts';

/** Bytes of the body that count for the fingerprint; the rest of a larger one does not. */
const fingerprintBytes = 4 * 1_048_576;

/** What is read of the request itself. */
type Head = Pick<IncomingMessage, 'method' | 'headers'>;

/** The credential of the first header that carries one; `Bearer` (or the platform's scheme) removed. */
export function credentialOf({ headers }: Head, { credential }: Platform): string | null {
  for (const name of credential.headers) {
    const value = headers[name];
    if (typeof value !== 'string' || value === '') continue;
    const gap = value.indexOf(' ');
    const scheme = gap === -1 ? value : value.slice(0, gap);
    if (scheme.toLowerCase() !== credential.scheme.toLowerCase()) return value;
    return gap === -1 ? '' : value.slice(gap).trim();
  }
  return null;
}

function parsed(bytes: Buffer | null, extent: BodyExtent): unknown {
  if (bytes === null || extent !== 'whole') return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** Everything that costs something is worked out when it is first asked for. */
class Identified implements RequestFacts {
  readonly connection: ConnectionFacts;
  readonly connectionUse: RequestFacts['connectionUse'];
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly route: Route | null;
  readonly segments: Readonly<Record<string, string>>;
  readonly surface: string;
  readonly headers: IncomingMessage['headers'];
  readonly client: string | null;
  readonly key: string | null;
  readonly body: Buffer | null;
  readonly bodyExtent: BodyExtent;
  #json: { readonly value: unknown } | null = null;
  #fingerprint: string | null = null;
  #call: CallFacts | null = null;
  readonly #callOf: (facts: RequestFacts) => CallFacts;

  constructor(sighting: Sighting) {
    const { req, connection, at, target, match, body, platform, callOf } = sighting;
    this.connection = connection;
    this.connectionUse = sighting.connectionUse;
    this.at = at;
    this.method = req.method ?? 'GET';
    this.path = target.path;
    this.query = target.query;
    this.route = match.route;
    this.segments = match.segments;
    this.surface = match.surface;
    this.headers = req.headers;
    this.client = req.headers['user-agent'] ?? null;
    this.key = credentialOf(req, platform);
    this.body = body.bytes;
    this.bodyExtent = body.extent;
    this.#callOf = callOf;
  }

  get json(): unknown {
    this.#json ??= { value: parsed(this.body, this.bodyExtent) };
    return this.#json.value;
  }

  get model(): string | null {
    const model = member(this.json, 'model');
    return typeof model === 'string' ? model : null;
  }

  get stream(): boolean {
    return member(this.json, 'stream') === true;
  }

  get prompt(): string | null {
    return promptOf(this.json);
  }

  get fingerprint(): string {
    this.#fingerprint ??= this.#readFingerprint();
    return this.#fingerprint;
  }

  get retryCount(): number | null {
    return retryCountOf(this);
  }

  get idempotencyKey(): string | null {
    return idempotencyKeyOf(this);
  }

  get strayKey(): 'query' | 'body' | null {
    return strayKeyOf(this);
  }

  #readFingerprint(): string {
    const named = this.headers['x-badgateway-call'];
    if (typeof named === 'string') return `call ${named}`;
    const bytes = this.body?.subarray(0, fingerprintBytes) ?? '';
    return `${this.method} ${this.path} ${hash('sha1', bytes, 'base64')}`;
  }

  get call(): CallFacts {
    this.#call ??= this.#callOf(this);
    return this.#call;
  }
}

/** One request as it came in, and whose it is. */
export interface Sighting {
  readonly req: Head;
  readonly connection: ConnectionFacts;
  readonly connectionUse: RequestFacts['connectionUse'];
  readonly at: number;
  readonly target: Target;
  readonly match: RouteMatch;
  readonly body: ReadBody;
  readonly platform: Platform;
  /** Finds the call that the request belongs to; asked once. */
  callOf(facts: RequestFacts): CallFacts;
}

/** Request × platform → facts. */
export function identify(sighting: Sighting): RequestFacts {
  return new Identified(sighting);
}
