import { errorCode } from '../../lib/errors.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import type { Severance, Step } from '../../model/step.ts';
import { refusalEntry } from '../../platforms/envelope.ts';
import { errorAnswer } from '../error-answer.ts';

/** How a real upstream failed. */
export interface Failure {
  readonly code: string;
  readonly kind: 'unreachable' | 'timeout' | 'failed';
  /** What it looks like on a socket. */
  readonly how: Severance;
}

export const timedOut: Failure = { code: 'ETIMEDOUT', kind: 'timeout', how: 'fin' };

export const hungUp: Failure = { code: 'ECONNRESET', kind: 'failed', how: 'fin' };

/** An answer that no server can pass on; Node's parser takes it all the same. */
export const spokeNoHttp: Failure = { code: 'HPE_INVALID_STATUS', kind: 'failed', how: 'fin' };

/**
 * Codes of a connection that was there: it was torn down, closed, or spoke no HTTP (`HPE_…` is Node's
 * parser). `ERR_INVALID_…` and the like are requests that Node will not send. Everything else is DNS,
 * routing, a refused connection or a certificate: OpenSSL alone has dozens of codes for these.
 */
const brokeOff = /^(ECONNRESET|ECONNABORTED|EPIPE|HPE_.*|ERR_(INVALID|UNESCAPED|HTTP|STREAM)_.*)$/;

export function failureOf(error: Error): Failure {
  const code = errorCode(error);
  if (code === timedOut.code) return timedOut;
  if (!brokeOff.test(code)) return { code, kind: 'unreachable', how: 'rst' };
  // Node calls a FIN that comes too early ECONNRESET as well, but no system call failed then.
  return { code, kind: 'failed', how: 'syscall' in error ? 'rst' : 'fin' };
}

/** The failure as the platform tells it. */
export function refused(failure: Failure, facts: RequestFacts, inUse: PlatformInUse): readonly Step[] {
  const { surface, model, path, method } = facts;
  return errorAnswer(inUse, surface, refusalEntry(inUse, `upstream-${failure.kind}`), {
    model,
    path,
    method,
  });
}

/** The same failure on the client's socket; an upstream that is silent becomes our silence. */
export function mirrored({ kind, how }: Failure, hangMs: number): readonly Step[] {
  const end: Step = { kind: 'sever', how };
  return kind === 'timeout' ? [{ kind: 'hang', ms: hangMs }, end] : [end];
}
