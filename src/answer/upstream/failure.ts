import { errorCode } from '../../lib/errors.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import type { Severance, Step } from '../../model/step.ts';
import { refusalEntry } from '../../platforms/envelope.ts';
import { ownErrorHeader } from '../../platforms/own-error.ts';
import { errorAnswer } from '../error-answer.ts';

/** How a real upstream failed. */
export interface Failure {
  readonly code: string;
  readonly kind: 'unreachable' | 'timeout' | 'failed';
  /** How the failure looks on a socket. */
  readonly how: Severance;
}

export const timedOut: Failure = { code: 'ETIMEDOUT', kind: 'timeout', how: 'fin' };

export const closedEarly: Failure = { code: 'ECONNRESET', kind: 'failed', how: 'fin' };

/** An answer that Node's parser accepts but that cannot be forwarded, because Node refuses to write it. */
export const notHttp: Failure = { code: 'HPE_INVALID_STATUS', kind: 'failed', how: 'fin' };

/**
 * Error codes of a connection that was established: it was reset, closed, or did not
 * speak HTTP (`HPE_…` comes from Node's parser). `ERR_INVALID_…` and similar codes
 * are requests that Node refuses to send. All other codes mean DNS, routing, a
 * refused connection or a certificate, for which OpenSSL alone has dozens of codes.
 */
const failedConnection = /^(ECONNRESET|ECONNABORTED|EPIPE|HPE_.*|ERR_(INVALID|UNESCAPED|HTTP|STREAM)_.*)$/;

export function failureOf(error: Error): Failure {
  const code = errorCode(error);
  if (code === timedOut.code) return timedOut;
  if (!failedConnection.test(code)) return { code, kind: 'unreachable', how: 'rst' };
  // Node reports an early FIN as ECONNRESET too, but then without `syscall`.
  return { code, kind: 'failed', how: 'syscall' in error ? 'rst' : 'fin' };
}

/** The failure as an error answer of the platform; a header field names the code, unless labels are off. */
export function refused(
  { kind, code }: Failure,
  { facts, labels }: { readonly facts: RequestFacts; readonly labels: 'shown' | 'hidden' },
  inUse: PlatformInUse,
): readonly Step[] {
  const { surface, model, path, method } = facts;
  const entry = refusalEntry(inUse, `upstream-${kind}`);
  const steps = errorAnswer(inUse, surface, entry, { model, path, method });
  if (labels === 'hidden') return steps;
  return steps.map((step) =>
    step.kind === 'head' ? { ...step, headers: [...step.headers, ownErrorHeader, code] } : step,
  );
}

/** The same failure on the client's socket; a silent upstream becomes a hang. */
export function mirrored({ kind, how }: Failure, hangMs: number): readonly Step[] {
  const end: Step = { kind: 'sever', how };
  return kind === 'timeout' ? [{ kind: 'hang', ms: hangMs }, end] : [end];
}
