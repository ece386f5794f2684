/** A key of a run as it is now; of its secrets it has only the masks. */
export interface ShownKey {
  readonly scenario: string;
  readonly label: string;
  readonly id: string;
  /** Of the key that is valid, or of the old one while a rotation is under way. */
  readonly masked: string;
  readonly state: 'valid' | 'rotating' | 'revoked' | 'other-workspace' | 'feature-not-enabled';
  /** Requests that were admitted with it. */
  readonly uses: number;
  /** The new key of a rotation that is under way. */
  readonly rotatedTo: string | null;
  /** Milliseconds for which the old key is still valid; `null`: until the new one is used, or no rotation. */
  readonly graceMs: number | null;
}

/** The replicas of a model as they are now. */
export interface ShownReplicas {
  readonly scenario: string;
  readonly label: string;
  readonly model: string;
  readonly total: number;
  readonly healthy: number;
  /** Milliseconds after which that changes by itself; `null`: it does not. */
  readonly changesMs: number | null;
}
