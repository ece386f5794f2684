import type { Observation } from './observation.ts';
import { statusOf } from './values.ts';

export interface SpanOutcome {
  readonly status: number | null;
  /** `error.type`: a status, the name of an exception, or a word of the library's own. */
  readonly type: string | null;
  readonly failed: boolean;
}

type End = Pick<Observation, 'status' | 'ending' | 'error'>;

/** Statuses that the exceptions of the `openai` SDKs stand for, in Python and JavaScript. */
const exceptions: Readonly<Record<string, number>> = {
  BadRequestError: 400,
  AuthenticationError: 401,
  PermissionDeniedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  UnprocessableEntityError: 422,
  RateLimitError: 429,
  InternalServerError: 500,
};

/** `rate_limited` is a code of a gateway; `429`, `timeout` and `RateLimitError` are the library's words. */
const codeForm = /^[a-z]+(?:_[a-z]+)+$/;

/** Of a failure without a status. */
function endOfType(type: string): End {
  const name = type.split(/[.:]/).at(-1) ?? '';
  const status = statusOf(type) ?? (Object.hasOwn(exceptions, name) ? exceptions[name] : undefined);
  if (status !== undefined && status !== null) return { status, error: null, ending: 'whole' };
  if (/time_?d?_?out|deadline/i.test(type)) return { status: null, error: null, ending: 'silent' };
  const left = /cancel|abort/i.test(type);
  return { status: null, error: null, ending: left ? 'client-left' : 'broken' };
}

/** How the request of a span ended: what failed in spite of a good status broke within the body. */
export function endOf({ status, type, failed }: SpanOutcome): End {
  if (status === null) return failed || type !== null ? endOfType(type ?? '') : { ...whole, status: 200 };
  if (status >= 400) return { status, error: codeForm.test(type ?? '') ? type : null, ending: 'whole' };
  return { status, error: null, ending: failed ? 'broken' : 'whole' };
}

const whole = { error: null, ending: 'whole' } as const;
