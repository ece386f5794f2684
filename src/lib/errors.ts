/** An error for the user of the command: printed without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The code of a Node system error (`EADDRINUSE`, `ECONNRESET`), or `fallback`. */
export function errorCode(error: unknown, fallback = 'UNKNOWN'): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return fallback;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why a port could not be opened, with a remedy, in one sentence. */
export function describeBindError(error: unknown, host: string, port: number): UsageError {
  const code = errorCode(error);
  const remedies: Readonly<Record<string, string>> = {
    EADDRINUSE: 'the port is taken; choose another one, or 0 for any free one',
    EACCES: 'not permitted; ports below 1024 need privileges',
    EADDRNOTAVAIL: 'no address of this machine; 127.0.0.1 is this machine alone, 0.0.0.0 every interface',
    ENOTFOUND: 'the name is unknown; 127.0.0.1 is this machine alone, 0.0.0.0 every interface',
    EAI_AGAIN: 'the name could not be looked up; 127.0.0.1 is this machine alone, 0.0.0.0 every interface',
  };
  return new UsageError(`Failed to listen on ${host}:${port}: ${remedies[code] ?? messageOf(error)}`);
}
