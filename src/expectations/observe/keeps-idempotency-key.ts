import type { Retry } from '../../timeline/retries.ts';

/** How the `Idempotency-Key` changed from the attempt before to this one. */
export function compareKeys({ before, attempt }: Retry): 'kept' | 'made-a-new-key' | 'dropped-its-key' {
  if (attempt.entry.idempotencyKey === null) return 'dropped-its-key';
  return attempt.entry.idempotencyKey === before.entry.idempotencyKey ? 'kept' : 'made-a-new-key';
}
