import { randomBytes } from 'node:crypto';
import { UsageError } from '../lib/errors.ts';
import { isLoopback } from '../lib/loopback.ts';

const bytes = 18;

/** A token that nobody can guess. */
export const newToken = (): string => randomBytes(bytes).toString('base64url');

/** Asks for no token. */
const none = 'none';

/** The token that was given, a new one, or `null` for none, which is refused beyond this machine. */
export function tokenOf(given: string | undefined, host: string): string | null {
  if (given === undefined) return newToken();
  if (given !== none) return given;
  if (isLoopback(host)) return null;
  throw new UsageError(
    `--control-token none would let everyone who reaches ${host} steer the gateway; ` +
      'give a token, or leave --control-host at 127.0.0.1',
  );
}
