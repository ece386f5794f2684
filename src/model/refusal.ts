/**
 * Reasons for which the stub or the upstream refuses a request; each platform maps them to catalogue entries.
 */
export type Refusal =
  | 'missing-credential'
  | 'malformed-credential'
  | 'unknown-key'
  | 'revoked-key'
  | 'other-workspace'
  | 'malformed-json'
  | 'missing-parameter'
  | 'invalid-value'
  | 'unknown-endpoint'
  | 'unknown-model'
  | 'unknown-key-id'
  | 'method-not-allowed'
  | 'body-too-large'
  | 'rotation-pending'
  | 'stale-version'
  | 'upstream-unreachable'
  | 'upstream-timeout'
  | 'upstream-failed';

/** Name of the catalogue entry, or `{ setting, entries }` where a setting decides. */
export type RefusalEntry =
  | string
  | { readonly setting: string; readonly entries: Readonly<Record<string, string>> };
