/**
 * What an error is about, on whichever platform: a scenario that names a kind plays on every platform that
 * has an entry of it. An entry's own name goes first.
 */
export const errorKinds = [
  'malformed-request',
  'out-of-range',
  'revoked-key',
  'not-permitted',
  'model-refused',
  'unknown-model',
  'request-timed-out',
  'model-timed-out',
  'state-conflict',
  'too-many-requests',
  'out-of-money',
  'budget-spent',
  'server-failed',
  'upstream-failed',
  'unavailable',
] as const;
export type ErrorKind = (typeof errorKinds)[number];
