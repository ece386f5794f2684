import type { Admission } from './admission.ts';
import type { BlastRadius } from './blast-radius.ts';
import type { CountedLimit } from './counted-limit.ts';
import type { HttpVersions } from './http-version.ts';
import type { Pace } from './pace.ts';
import type { PlatformInUse } from './platform.ts';
import type { RawHeaders } from './step.ts';
import type { PlacedRecording } from './tape.ts';

/** One item of `faults` or `sequence`: the fault's name and its parsed parameters. */
export interface FaultUse {
  readonly fault: string;
  /** Output of the fault's own schema. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** The faults that are injected when a rule fires; empty means `ok`. */
export type FaultList = readonly FaultUse[];

/** A range with inclusive bounds; `to` is Infinity for `4..`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a rule without `when` is about. */
export type Always = 'every known route' | 'every request';

/**
 * Conditions of a rule; all must match. A list matches any of its items. Strings are globs: `*` crosses `/`.
 */
export interface When {
  readonly surface?: readonly string[];
  readonly route?: readonly string[];
  readonly method?: readonly string[];
  readonly path?: readonly string[];
  /** Name of the upstream that is asked, and its region. */
  readonly upstream?: readonly string[];
  readonly region?: readonly string[];
  readonly model?: readonly string[];
  readonly key?: readonly string[];
  readonly stream?: boolean;
  /** Lower-case header name → values. */
  readonly header?: Readonly<Record<string, readonly string[]>>;
  /** Name of a parameter of the query → values, both decoded. */
  readonly query?: Readonly<Record<string, readonly string[]>>;
  /** JSON Pointer → values; numbers, booleans and null match literally. */
  readonly body?: Readonly<Record<string, readonly (string | number | bigint | boolean | null)[]>>;
  readonly prompt?: readonly string[];
  readonly attempt?: readonly Range[];
  readonly client?: readonly string[];
  /** Milliseconds that its connection was idle before it; the first request of a connection never matches. */
  readonly idle?: readonly Range[];
  readonly tls?: boolean;
  readonly sni?: readonly string[];
  readonly alpn?: readonly string[];
  readonly address?: readonly string[];
  readonly connection?: readonly Range[];
  /** Size of the body as it was sent, in bytes. */
  readonly bytes?: readonly Range[];
  readonly underWay?: readonly Range[];
}

/** Conditions that look into the request's body, or at what it makes known: the call. */
export const bodyKeys = ['model', 'stream', 'body', 'prompt', 'attempt'] as const;

/**
 * Probability over time: sorted points (ms since the scenario began), linear between them, constant outside.
 */
export type Ramp = readonly { readonly atMs: number; readonly chance: number }[];

/** The property by which matches are counted separately. */
export type Per = 'all' | 'key' | 'model' | 'client' | 'call' | 'connection' | `header:${string}`;

/** Which matches of a rule fire; the conditions are checked in the order of these fields. */
export interface Schedule {
  /** Half-open interval, in ms since the scenario began. */
  readonly during: { readonly fromMs: number; readonly toMs: number } | null;
  readonly skip: number;
  readonly every: number;
  readonly chance: number | Ramp;
  /** Infinity: no limit. */
  readonly times: number;
}

/** What follows the last item of a sequence. */
export const sequenceEnds = ['stand-aside', 'repeat', 'last'] as const;
export type Then = (typeof sequenceEnds)[number];

export type Injection =
  | { readonly kind: 'faults'; readonly faults: FaultList }
  | { readonly kind: 'sequence'; readonly items: readonly FaultList[]; readonly then: Then };

export interface Rule {
  readonly id: string;
  readonly subject: 'connection' | 'request';
  readonly when: When;
  readonly schedule: Schedule;
  readonly per: Per;
  /** What it injects counts as a failure, whatever the status; absent: what was sent decides. */
  readonly outcome?: 'failure';
  readonly injection: Injection;
}

/** A phase of the scenario's `timeline`. A rule that is named in any phase is active only in those phases. */
export interface Phase {
  readonly name: string;
  readonly forMs: number;
  readonly rules: readonly string[];
}

/** First and last word of a generated text, by which the text is found in the output of a program. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

export interface StubOptions {
  /** The text of every chat answer; `null`: generated from the request. */
  readonly text: string | null;
  /** Number of words of a generated text. */
  readonly words: number;
  /** `null`: without delay. */
  readonly pace: Pace | null;
  /** Fields that its successes have besides. */
  readonly headers: RawHeaders;
  /** `any`: every model id is accepted; `catalogue`: an unknown id gets the platform's 404. */
  readonly models: 'any' | 'catalogue';
  /** Valid keys; `null`: any key that begins as the platform's keys do. */
  readonly keys: readonly string[] | null;
  /** Keys that have been revoked. */
  readonly revokedKeys: readonly string[];
  /** Keys that are valid, but in another workspace. */
  readonly otherWorkspaceKeys: readonly string[];
  /** Marks around every generated text; set by `drill`, not in a scenario file. */
  readonly marks?: Marks;
}

export type UpstreamOptions =
  | { readonly kind: 'stub' }
  | {
      readonly kind: 'proxy';
      /** Base URL; a trailing `/v1` is ignored, because requests have their own. */
      readonly url: URL;
      /** Credential that replaces the client's. */
      readonly key: string | null;
      /** `true`: a failure of the upstream is repeated on the client's socket. */
      readonly mirror: boolean;
      /** Fields that its answers have besides. */
      readonly headers: RawHeaders;
      /** Milliseconds of silence before the head after which the upstream has timed out. */
      readonly timeoutMs: number;
    }
  | {
      readonly kind: 'tape';
      /** Tape files, in the order in which equal recordings are played. */
      readonly files: readonly string[];
      readonly recordings: readonly PlacedRecording[];
      /** Places of lines that are left out, because they broke off. */
      readonly cut: readonly string[];
      /** 2: twice as fast as recorded; Infinity: without delay. */
      readonly speed: number;
      /** Fields that its answers have besides. */
      readonly headers: RawHeaders;
    };

/** One of several upstreams of a scenario. */
export interface NamedUpstream {
  readonly name: string;
  readonly options: Exclude<UpstreamOptions, { kind: 'tape' }>;
  /** Its share of the requests that name no upstream; 0: it gets none of them. */
  readonly weight: number;
  readonly region: string | null;
}

export interface Limits {
  /** Maximum bytes of a body that are read before the decision, with a real upstream. */
  readonly inspect: number;
  /** Maximum bytes of a body that the stub accepts. */
  readonly body: number;
  /** Maximum bytes of a request's target and header fields, and of the fields of an upstream's answer. */
  readonly head: number;
  /**
   * Milliseconds within which a request has to arrive, from the first byte of its head to the last one of its
   * body. What is forwarded to an upstream may take longer; there they count from the last byte that came.
   */
  readonly readMs: number;
  /** Maximum milliseconds for which a fault may hold a socket. */
  readonly hangMs: number;
}

/** One item of `expect:`, which is judged after the run. */
export interface ExpectationUse {
  readonly expectation: string;
  readonly params: unknown;
}

export interface Scenario {
  /** File name without its extension; the NAME in `/@NAME/v1`. */
  readonly name: string;
  /** The `scenario:` line. */
  readonly title: string;
  readonly file: string;
  readonly inUse: PlatformInUse;
  readonly upstream: UpstreamOptions;
  /** Empty: there is one, without a name. Else these answer in the place of `upstream`. */
  readonly upstreams: readonly NamedUpstream[];
  /** Tape file that records the upstream's answers before faults; `null`: no recording. */
  readonly record: string | null;
  readonly seed: string;
  /** Whether the seed was chosen at random because the file has none. */
  readonly seedDrawn: boolean;
  readonly rules: readonly Rule[];
  readonly stages: readonly Phase[];
  /** Of every kind, asked before every rule and all of them together. */
  readonly countedLimits: readonly CountedLimit[];
  /** Asked before the limits, or behind them; the first that refuses ends a request. */
  readonly admission: Admission;
  /** Shared by all labels; `null`: nothing bounds the rules. */
  readonly blastRadius: BlastRadius | null;
  readonly expect: readonly ExpectationUse[] | null;
  /** Expectations that are not judged here, by `not: NAME`. */
  readonly excused: readonly string[];
  /** How often a drill runs its command under the scenario if nothing else is asked for. */
  readonly repetitions: number;
  readonly overrides: 'allow' | 'deny';
  /** What a gateway that begins with it speaks. */
  readonly versions: HttpVersions;
  /** What pages of other sites may do; `null`: what a real upstream says, and where there is none, all. */
  readonly cors: 'allow' | 'none' | null;
  /**
   * Parts of a request that are of no account to which requests are the same: JSON Pointers of the body, and
   * `?name` of the query.
   */
  readonly ignored: readonly string[];
  readonly stub: StubOptions;
  readonly limits: Limits;
}
