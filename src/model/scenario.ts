import type { Pace } from './pace.ts';
import type { PlatformInUse } from './platform.ts';
import type { PlacedRecording } from './tape.ts';

/** One item of `faults` or `sequence`, resolved: the fault's name and its parsed parameters. */
export interface FaultUse {
  readonly fault: string;
  /** Output of the fault's own schema. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** What one firing injects; empty is `ok`. */
export type FaultList = readonly FaultUse[];

/** Inclusive bounds; `to` is Infinity for `4..`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** All that are present must hold; a list means any of. Strings are globs (`*` crosses `/`). */
export interface When {
  readonly surface?: readonly string[];
  readonly route?: readonly string[];
  readonly method?: readonly string[];
  readonly path?: readonly string[];
  readonly model?: readonly string[];
  readonly key?: readonly string[];
  readonly stream?: boolean;
  /** Lower-case header name → values. */
  readonly header?: Readonly<Record<string, readonly string[]>>;
  /** JSON Pointer → values; numbers, booleans and null match literally. */
  readonly body?: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
  readonly prompt?: readonly string[];
  readonly attempt?: readonly Range[];
  readonly client?: readonly string[];
  readonly tls?: boolean;
  readonly sni?: readonly string[];
  readonly alpn?: readonly string[];
  readonly address?: readonly string[];
  readonly connection?: readonly Range[];
}

/** Chance in time: points in ms since the scenario began, sorted, interpolated, held at the ends. */
export type Ramp = readonly { readonly atMs: number; readonly chance: number }[];

/** Whose matches are counted. */
export type Per = 'all' | 'key' | 'model' | 'client' | 'call' | 'connection' | `header:${string}`;

/** How often a rule fires, in the order of the fields. */
export interface Schedule {
  /** Half-open, ms since the scenario began. */
  readonly during: { readonly fromMs: number; readonly toMs: number } | null;
  readonly skip: number;
  readonly every: number;
  readonly chance: number | Ramp;
  /** Infinity: no limit. */
  readonly times: number;
}

/** After the last item of a sequence. */
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
  readonly injection: Injection;
}

/** Stage of a timeline; a rule that is named in any stage is active only there. */
export interface Phase {
  readonly name: string;
  readonly forMs: number;
  readonly rules: readonly string[];
}

/** Words that a made text begins and ends with, so that it is found in what a program prints. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

export interface StubOptions {
  /** The text of every chat answer; `null`: made from the request. */
  readonly text: string | null;
  /** Words of a made text. */
  readonly words: number;
  /** `null`: as fast as it can. */
  readonly pace: Pace | null;
  /** `any`: every model id answers; `catalogue`: an unknown one is the platform's 404. */
  readonly models: 'any' | 'catalogue';
  /** Valid keys; `null`: any non-empty bearer. */
  readonly keys: readonly string[] | null;
  /** Keys that exist and were revoked. */
  readonly revokedKeys: readonly string[];
  /** Around every made text; no file says so, a drill does. */
  readonly marks?: Marks;
}

export type UpstreamOptions =
  | { readonly kind: 'stub' }
  | {
      readonly kind: 'proxy';
      /** Base; a trailing `/v1` is not doubled. */
      readonly url: URL;
      /** Credential put in instead of the client's. */
      readonly key: string | null;
      /** `true`: a failing upstream is the same failure on the client's socket. */
      readonly mirror: boolean;
      /** Silence before the head after which the upstream counts as timed out. */
      readonly timeoutMs: number;
    }
  | {
      readonly kind: 'tape';
      /** Files, in the order in which equal recordings are played. */
      readonly files: readonly string[];
      readonly recordings: readonly PlacedRecording[];
      /** 2: twice as fast as it was recorded; Infinity: at once. */
      readonly speed: number;
    };

export interface Limits {
  /** Bytes of a body read before deciding, in front of a real upstream. */
  readonly inspect: number;
  /** Bytes of a body that the stub accepts. */
  readonly body: number;
  /** Longest time that any fault holds a socket. */
  readonly hangMs: number;
}

/** What `expect:` asks for; judged later. */
export interface ExpectationUse {
  readonly expectation: string;
  readonly params: unknown;
}

export interface Scenario {
  /** File name without its ending; the NAME in `/@NAME/v1`. */
  readonly name: string;
  /** The `scenario:` line. */
  readonly title: string;
  readonly file: string;
  readonly inUse: PlatformInUse;
  readonly upstream: UpstreamOptions;
  /** Tape that keeps what the upstream answers, before faults; `null`: none does. */
  readonly record: string | null;
  readonly seed: string;
  /** Whether the seed was drawn because the file has none. */
  readonly seedDrawn: boolean;
  readonly rules: readonly Rule[];
  readonly stages: readonly Phase[];
  readonly expect: readonly ExpectationUse[] | null;
  readonly overrides: 'allow' | 'deny';
  readonly stub: StubOptions;
  readonly limits: Limits;
}
