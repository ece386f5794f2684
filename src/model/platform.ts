import type { Json } from './json.ts';

/** What a client should do about an error, by the platform's own words. */
export const advices = [
  'retry',
  'retry-after',
  'refresh-then-retry',
  'retry-then-fall-back',
  'fix',
  'top-up',
  'never',
] as const;
export type Advice = (typeof advices)[number];

/** Situations in which the stub or the upstream refuses; each platform names its catalogue entry. */
export type Refusal =
  | 'missing-credential'
  | 'malformed-credential'
  | 'unknown-key'
  | 'revoked-key'
  | 'malformed-json'
  | 'missing-parameter'
  | 'invalid-value'
  | 'unknown-endpoint'
  | 'unknown-model'
  | 'unknown-key-id'
  | 'method-not-allowed'
  | 'body-too-large'
  | 'rotation-pending'
  | 'upstream-unreachable'
  | 'upstream-timeout'
  | 'upstream-failed';

/**
 * Which fields of an object the documents state, and in which source: `{ status: seed }`.
 * A field that is not named here is **assumed**.
 */
export type Documented = Readonly<Record<string, string>>;

/** A switch of the platform: `platform: { name, settings: { revoked-key: '403' } }`. */
export interface Setting {
  readonly summary: string;
  readonly values: readonly string[];
  readonly default: string;
  readonly documented: Documented;
}

export interface Surface {
  readonly name: string;
  readonly title: string;
  /** Path prefixes that belong to the surface, for endpoints that no route knows. */
  readonly prefixes: readonly string[];
  /**
   * The error body, field order as documented. Strings that begin with `$` are filled in:
   * `$type $code $message $param $details $category $status`.
   */
  readonly envelope: Json;
  readonly documented: Documented;
}

/** The stub's answer to a route; each is one file under `answer/stub/`. */
export const stubKinds = [
  'chat',
  'completions',
  'embeddings',
  'models',
  'moderations',
  'images',
  'keys',
  'key-rotation',
  'quota',
  'status',
] as const;
export type StubKind = (typeof stubKinds)[number];

/** JSON types of a body field; `any` takes every JSON value. */
export const parameterTypes = [
  'string',
  'number',
  'integer',
  'boolean',
  'array',
  'string-or-array',
  'any',
] as const;

/** `param`: a JSON body field and what it may hold; anything else is ignored, never refused. */
export interface Parameter {
  readonly type: (typeof parameterTypes)[number];
  readonly required: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
}

export interface Route {
  readonly name: string;
  readonly surface: string;
  readonly methods: readonly string[];
  /** `{id}` stands for one path segment. */
  readonly path: string;
  readonly stub: StubKind;
  /** `documented` parameters of the body; only these are validated. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Whether `stream: true` in the body gives server-sent events. */
  readonly streams: boolean;
  /** Whether `n` gives several choices; otherwise it is accepted and ignored. */
  readonly honoursN: boolean;
  readonly documented: Documented;
}

/** One entry of the error catalogue. */
export interface CatalogueEntry {
  /** Unique, kebab-case; how a scenario names it. */
  readonly name: string;
  readonly status: number;
  /** Surfaces on which it can be met. */
  readonly surfaces: readonly string[];
  /** Whether `error: { status }` means this entry on its surfaces. One per status and surface. */
  readonly default: boolean;
  readonly code: string | null;
  readonly type: string | null;
  /** Human text; `{model} {param} {path} {method} {key}` are filled in from the request. */
  readonly message: string;
  readonly param: string | null;
  readonly category: string | null;
  readonly details: Json;
  /** Extra header fields, values may use the `$` names of the envelope. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds; sent as `Retry-After` in whole seconds, rounded up. `null`: no such header. */
  readonly retryAfterMs: number | null;
  /** A body that is not the surface's envelope, such as a proxy's plain text. */
  readonly raw: { readonly contentType: string; readonly body: string } | null;
  readonly advice: Advice;
  readonly documented: Documented;
}

export const modelKinds = ['chat', 'embedding', 'image', 'moderation'] as const;

export interface Model {
  readonly id: string;
  readonly owner: string;
  readonly kind: (typeof modelKinds)[number];
  /** Length of an embedding vector. */
  readonly dimensions?: number;
  readonly documented: Documented;
}

/** Backoff as the platform advises it; `null` where it advises none. Times in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  /** ±share of each wait: 0.5 means [0.5x, 1.5x]. */
  readonly jitter: number;
  readonly capMs: number;
  readonly documented: Documented;
}

/** What the platform asks of a client, in our words, and where it says so. */
export interface Demand {
  readonly says: string;
  /** Id of a source. */
  readonly documented: string;
}

/** A class of errors that an answer names in a header field. */
export interface Category {
  readonly advice: Advice;
  readonly documented: Documented;
}

/** A gateway's contract, as data and nothing else. */
export interface Platform {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Source id → what it is; `documented` points here. */
  readonly sources: Readonly<Record<string, string>>;
  /** Public base URL of the real one, for the reader. */
  readonly baseUrl: string;
  /** Environment variables that hold a key in this platform's samples. */
  readonly keyVariables: readonly string[];
  readonly credential: {
    /** Lower-case header names that carry a key; hence also what is redacted. */
    readonly headers: readonly string[];
    readonly scheme: string;
    /** Beginning of a key that the stub makes. */
    readonly prefix: string;
    readonly documented: Documented;
  };
  readonly settings: Readonly<Record<string, Setting>>;
  /**
   * Header fields on every error and on every success that we make (never on proxied answers).
   * A value `$setting:NAME` takes the setting's value; the value `absent` leaves the field out.
   */
  readonly headers: {
    readonly error: Readonly<Record<string, string>>;
    readonly success: Readonly<Record<string, string>>;
    readonly documented: Documented;
  };
  readonly models: readonly Model[];
  readonly surfaces: readonly Surface[];
  readonly routes: readonly Route[];
  readonly errors: readonly CatalogueEntry[];
  /** Refusal → name of the entry; `{ setting, entries }` where a setting decides. */
  readonly refusals: Readonly<Record<Refusal, RefusalEntry>>;
  readonly backoff: Backoff | null;
  /** By name: what an error of this category asks for, where its entry does not say it itself. */
  readonly categories: Readonly<Record<string, Category>>;
  /** By expectation: what is documented of how a client behaves. */
  readonly contract: Readonly<Record<string, Demand>>;
  /** Shipped scenarios under which a client shows whether it keeps the contract. */
  readonly suite: readonly string[];
}

export type RefusalEntry =
  | string
  | { readonly setting: string; readonly entries: Readonly<Record<string, string>> };

/** A platform with its switches set: what a scenario plays. */
export interface PlatformInUse {
  readonly platform: Platform;
  readonly settings: Readonly<Record<string, string>>;
}
