/** A sentence for the person at the terminal: no stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Node's code of a system error (`EADDRINUSE`, `ECONNRESET`), or `fallback`. */
export function errorCode(error: unknown, fallback = 'UNKNOWN'): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return fallback;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
