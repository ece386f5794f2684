import type { IncomingMessage } from 'node:http';
import { digest } from '../lib/digest.ts';
import { member } from '../lib/pointer.ts';
import type {
  BodyExtent,
  CallFacts,
  ConnectionFacts,
  RequestFacts,
  StrayKeyPlace,
  UpstreamFacts,
} from '../model/facts.ts';
import type { Platform, Route } from '../model/platform.ts';
import { strayKeyOf } from '../secrets/stray-key.ts';
import type { ReadBody } from './body.ts';
import { canonicalDigest } from './canonical-body.ts';
import { canonicalQuery } from './canonical-query.ts';
import { type Content, contentOf } from './content.ts';
import { promptOf } from './prompt.ts';
import type { RouteMatch } from './routes.ts';
import { idempotencyKeyOf, retryCountOf } from './signature.ts';
import type { Target } from './target.ts';

/** Larger bodies (bytes) are no longer than this for the fingerprint, and are taken as they are. */
const fingerprintBytes = 4 * 1_048_576;

/** The properties of the HTTP request that are used here. */
type Head = Pick<IncomingMessage, 'method' | 'headers'>;

/** The credential in the first credential header, without `Bearer` (or the scheme of the platform). */
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

const none: readonly string[] = [];

/** Facts of a request. Expensive ones are computed at their first use. */
class Identified implements RequestFacts {
  readonly connection: ConnectionFacts;
  readonly connectionUse: RequestFacts['connectionUse'];
  readonly idleMs: number | null;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly route: Route | null;
  readonly segments: Readonly<Record<string, string>>;
  readonly surface: string;
  readonly upstream: UpstreamFacts | null;
  readonly headers: IncomingMessage['headers'];
  readonly client: string | null;
  readonly key: string | null;
  readonly body: Buffer | null;
  readonly bodyExtent: BodyExtent;
  readonly ignored: readonly string[];
  readonly underWay: number;
  #content: Content | null = null;
  #fingerprint: string | null = null;
  #call: CallFacts | null = null;
  readonly #keyHeaders: readonly string[];
  readonly #callOf: (facts: RequestFacts) => CallFacts;

  constructor(received: ReceivedRequest) {
    const { req, connection, at, target, match, body, platform, callOf } = received;
    this.connection = connection;
    this.connectionUse = received.connectionUse;
    this.idleMs = received.idleMs ?? null;
    this.at = at;
    this.method = req.method ?? 'GET';
    this.path = target.path;
    this.query = target.query;
    this.route = match.route;
    this.segments = match.segments;
    this.surface = match.surface;
    this.upstream = received.upstream ?? null;
    this.headers = req.headers;
    this.client = req.headers['user-agent'] ?? null;
    this.key = credentialOf(req, platform);
    this.body = body.bytes;
    this.bodyExtent = body.extent;
    this.ignored = received.ignored ?? none;
    this.underWay = received.underWay ?? 1;
    this.#keyHeaders = platform.credential.headers;
    this.#callOf = callOf;
  }

  get #looked(): Content {
    this.#content ??= contentOf(this.headers, { bytes: this.body, extent: this.bodyExtent });
    return this.#content;
  }

  get json(): unknown {
    return this.#looked.json;
  }

  get exact(): unknown {
    return this.#looked.exact;
  }

  get members(): RequestFacts['members'] {
    return this.#looked.members;
  }

  get unseen(): RequestFacts['unseen'] {
    return this.#looked.unseen;
  }

  get model(): string | null {
    const model = member(this.json ?? this.members, 'model');
    return typeof model === 'string' ? model : null;
  }

  get stream(): boolean {
    const { json, members } = this.#looked;
    // A form has nothing but texts.
    const asked = member(json ?? members, 'stream');
    return asked === true || (members !== null && asked === 'true');
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

  get strayKey(): StrayKeyPlace | null {
    return strayKeyOf(this, this.#keyHeaders);
  }

  #readFingerprint(): string {
    const named = this.headers['x-badgateway-call'];
    if (typeof named === 'string') return `call ${named}`;
    const { body, bodyExtent } = this;
    const isShort = bodyExtent === 'whole' && body !== null && body.length <= fingerprintBytes;
    const said = isShort ? canonicalDigest(this) : digest(body?.subarray(0, fingerprintBytes) ?? '');
    return `${this.method} ${this.path}${canonicalQuery(this)} ${said}`;
  }

  get call(): CallFacts {
    this.#call ??= this.#callOf(this);
    return this.#call;
  }
}

/** A received request with its connection, its target and its platform. */
export interface ReceivedRequest {
  readonly req: Head;
  readonly connection: ConnectionFacts;
  readonly connectionUse: RequestFacts['connectionUse'];
  /** Absent: not known. */
  readonly idleMs?: number | null;
  readonly at: number;
  readonly target: Target;
  readonly match: RouteMatch;
  readonly body: ReadBody;
  readonly platform: Platform;
  /** Absent: the scenario has one, without a name. */
  readonly upstream?: UpstreamFacts | null;
  /** What the scenario says is of no account; absent: nothing. */
  readonly ignored?: readonly string[];
  /** Requests under way, this one included; absent: it is the only one. */
  readonly underWay?: number;
  /** Finds the call that the request belongs to; called at most once. */
  callOf(facts: RequestFacts): CallFacts;
}

/** Makes the facts of a request on a platform. */
export function identify(received: ReceivedRequest): RequestFacts {
  return new Identified(received);
}
