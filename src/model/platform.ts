import type { BackoffFigures } from './backoff.ts';
import type { Sentence } from './contract.ts';
import type { ErrorKind } from './error-kind.ts';
import type { Json } from './json.ts';
import type { PlatformHeaders } from './platform-headers.ts';
import type { Price } from './price.ts';
import type { Refusal, RefusalEntry } from './refusal.ts';
import type { StubKind } from './stub-kind.ts';

/** What a client should do about an error according to the platform. */
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

/**
 * Field → id of the source document that states it: `{ status:
 * seed }`. A field that is not named here is **assumed**.
 */
export type Documented = Readonly<Record<string, string>>;

/** A setting of the platform: `platform: { name, settings: { revoked-key: '403' } }`. */
export interface Setting {
  readonly summary: string;
  readonly values: readonly string[];
  readonly default: string;
  readonly documented: Documented;
}

export interface Surface {
  readonly name: string;
  readonly title: string;
  /** Path prefixes of the surface, for endpoints without a route. */
  readonly prefixes: readonly string[];
  /**
   * The error body, in the documented order of fields. Strings that begin with `$` are replaced:
   * `$type $code $message $param $details $category $status`.
   */
  readonly envelope: Json;
  readonly documented: Documented;
}

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

/** The allowed values of a JSON body field. Fields without a parameter are ignored, never refused. */
export interface Parameter {
  readonly type: (typeof parameterTypes)[number];
  readonly required: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
  /** What no document states although the route's parameters are documented. */
  readonly assumed: readonly ('type' | 'required' | 'min' | 'max' | 'oneOf')[];
}

export interface Route {
  readonly name: string;
  readonly surface: string;
  readonly methods: readonly string[];
  /** `{id}` stands for one path segment. */
  readonly path: string;
  readonly stub: StubKind;
  /** Documented parameters of the body; only these are validated. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Whether `stream: true` in the body gives server-sent events. */
  readonly streams: boolean;
  /** Whether `n` gives several choices; otherwise it is accepted and ignored. */
  readonly honoursN: boolean;
  readonly documented: Documented;
}

/** One entry of the error catalogue. */
export interface CatalogueEntry {
  /** Unique name in kebab-case, used in scenarios. */
  readonly name: string;
  readonly status: number;
  /** Surfaces on which the error can occur. */
  readonly surfaces: readonly string[];
  /** Whether `error: { status }` means this entry on its surfaces; one entry per status and surface. */
  readonly default: boolean;
  readonly code: string | null;
  readonly type: string | null;
  /** Text; `{model} {param} {path} {method} {key}` become values, a part in `[ ]` without one is left out. */
  readonly message: string;
  readonly param: string | null;
  readonly category: string | null;
  readonly details: Json;
  /** Additional header fields; their values may use the `$` names of the envelope. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds; sent as `Retry-After` in whole seconds, rounded up. `null`: the header is not sent. */
  readonly retryAfterMs: number | null;
  /** A limit that refuses with it tells its true wait there, also where `retryAfterMs` is `null`. */
  readonly trueWait?: 'retry-after';
  /** What a limit holds for: all models of the workspace; absent: not known. */
  readonly scope?: 'workspace';
  /** A body that is not the surface's envelope, such as a proxy's plain text. */
  readonly raw: { readonly contentType: string; readonly body: string } | null;
  /** By which a scenario of another platform finds it; one entry per kind and surface. */
  readonly kinds: readonly ErrorKind[];
  readonly advice: Advice;
  readonly documented: Documented;
}

export const modelKinds = ['chat', 'embedding', 'image', 'moderation'] as const;

/** What a model can do: one of the kinds, and what a chat model takes beside text. */
export const capabilities = [...modelKinds, 'tools', 'vision'] as const;
export type Capability = (typeof capabilities)[number];

export interface Model {
  readonly id: string;
  readonly owner: string;
  /** The kind of endpoint that it answers. */
  readonly kind: (typeof modelKinds)[number];
  /** With its kind; another model is a peer if it has all of them that a request needs. */
  readonly capabilities: readonly Capability[];
  /** Length of an embedding vector. */
  readonly dimensions?: number;
  readonly documented: Documented;
}

/** The backoff that the platform advises. */
export interface Backoff extends BackoffFigures {
  readonly documented: Documented;
}

/** A category of errors that an answer names in a header field. */
export interface Category {
  readonly advice: Advice;
  readonly documented: Documented;
}

/** The contract of a gateway platform, as plain data. */
export interface Platform {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Source id → its document; `documented` refers to these ids. */
  readonly sources: Readonly<Record<string, string>>;
  /** Public base URL of the real platform, for information only. */
  readonly baseUrl: string;
  /** Environment variables that hold a key in the platform's code samples. */
  readonly keyVariables: readonly string[];
  readonly credential: {
    /** Lower-case names of the header fields that carry a key; these are also redacted. */
    readonly headers: readonly string[];
    readonly scheme: string;
    /** Prefix of the keys that the stub creates. */
    readonly prefix: string;
    /** Beginnings of which a key has one; empty: any. Keys that a scenario names are free of it. */
    readonly prefixes: readonly string[];
    readonly documented: Documented;
  };
  readonly settings: Readonly<Record<string, Setting>>;
  readonly headers: PlatformHeaders;
  readonly models: readonly Model[];
  /** By model; `default` is that of any other. Empty: no answer costs anything that is known. */
  readonly prices: Readonly<Record<string, Price>>;
  readonly surfaces: readonly Surface[];
  readonly routes: readonly Route[];
  readonly errors: readonly CatalogueEntry[];
  /**
   * Refusal → name of the catalogue entry, or `{ setting, entries }` if a setting decides. As documented:
   * that the request is refused with the status of this entry.
   */
  readonly refusals: Readonly<Record<Exclude<Refusal, 'other-workspace' | 'stale-version'>, RefusalEntry>> & {
    /** Default: that of an unknown key. */
    readonly 'other-workspace'?: RefusalEntry;
    /** Of a workspace that was changed meanwhile. Default: the one of an unknown key. */
    readonly 'stale-version'?: RefusalEntry;
    readonly documented: Documented;
  };
  readonly backoff: Backoff | null;
  /** Advice for each category of errors; used if the catalogue entry has no advice of its own. */
  readonly categories: Readonly<Record<string, Category>>;
  /** Id → a sentence of what is asked of clients. */
  readonly contract: Readonly<Record<string, Sentence>>;
  /** Shipped scenarios that together test whether a client meets the contract. */
  readonly suite: readonly string[];
}

/** A platform with the settings that a scenario uses. */
export interface PlatformInUse {
  readonly platform: Platform;
  /** The user's file that it was read from; absent: it is shipped. */
  readonly file?: string;
  readonly settings: Readonly<Record<string, string>>;
}
