import type { Retry } from '../../timeline/retries.ts';

/** What became of the `Idempotency-Key` of the attempt before. */
export function fateOfKey({ before, attempt }: Retry): 'kept' | 'made-a-new-key' | 'dropped-its-key' {
  if (attempt.entry.idempotencyKey === null) return 'dropped-its-key';
  return attempt.entry.idempotencyKey === before.entry.idempotencyKey ? 'kept' : 'made-a-new-key';
}
