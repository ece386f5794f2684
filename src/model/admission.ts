/** What a key of a scenario is when the scenario begins. */
export const keyStates = ['valid', 'revoked', 'rotated', 'other-workspace', 'feature-not-enabled'] as const;
export type KeyState = (typeof keyStates)[number];

/** The entry of the platform's catalogue with which something refuses. */
export type NamedEntry =
  | { readonly by: 'entry'; readonly value: string }
  | { readonly by: 'status'; readonly value: number };

export interface PlannedRotation {
  /** The new key, valid from the rotation on. */
  readonly to: string;
  /** Milliseconds since the scenario began; Infinity: not before it is asked for. */
  readonly atMs: number;
  /** Milliseconds for which the old key stays valid; `null`: until the new one is used. */
  readonly graceMs: number | null;
}

/** A key as a scenario lists it. */
export interface ListedKey {
  /** Its name in journal and control API. */
  readonly id: string;
  readonly secret: string;
  readonly state: KeyState;
  /** Milliseconds since the scenario began; Infinity: never by time. */
  readonly revokedAtMs: number;
  /** Requests with it that pass before it is revoked; Infinity: any number. */
  readonly revokedAfter: number;
  readonly rotation: PlannedRotation | null;
  /** In the place of the platform's own refusal; `null`: that one. */
  readonly error: NamedEntry | null;
}

/** What may be asked for, or from where; what is on none of the lists that count a request is refused. */
export interface Allowlist {
  readonly id: string;
  /** Globs of the keys that it is for; `null`: all. */
  readonly keys: readonly string[] | null;
  /** Globs; `null`: any model. */
  readonly models: readonly string[] | null;
  /** Addresses and networks (`10.0.0.0/8`, `2001:db8::/32`); `null`: any address. */
  readonly addresses: readonly string[] | null;
  /** `forwarded-for`: the first address in `X-Forwarded-For`, which any client can write. */
  readonly addressFrom: 'connection' | 'forwarded-for';
  readonly modelError: NamedEntry;
  readonly addressError: NamedEntry;
}

/** Half-open, in milliseconds since the scenario began. */
export interface HealthPhase {
  readonly fromMs: number;
  readonly toMs: number;
  readonly healthy: number;
}

/** The replicas of the models that a glob matches. */
export interface ReplicaSet {
  readonly model: string;
  readonly total: number;
  /** The first that is not over counts; outside of all of them every replica is healthy. */
  readonly phases: readonly HealthPhase[];
  readonly error: NamedEntry;
}

/** What of a scenario admits or refuses requests without counting them. */
export interface Admission {
  /** `null`: the scenario lists none; then the source decides. */
  readonly keys: readonly ListedKey[] | null;
  readonly allowlists: readonly Allowlist[];
  readonly replicas: readonly ReplicaSet[];
}

/** What they are called in a scenario file, and in the journal as that which refused. */
export const admissionNames = ['keys', 'allowlists', 'replicas'] as const satisfies (keyof Admission)[];

export const admitsAll: Admission = { keys: null, allowlists: [], replicas: [] };
