import type { RawHeaders } from './step.ts';

/** Errors that badgateway answers in its own name, each with its status. */
export const ownErrors = {
  'unknown-scenario': 404,
  'unreadable-scenario': 404,
  'unknown-upstream': 404,
  misdirected: 421,
  'invalid-override': 400,
  'gateway-broken': 500,
  'tunnel-refused': 403,
  'tunnel-misplaced': 403,
  'invalid-request': 400,
  'head-too-large': 431,
  'chunk-extensions-too-large': 413,
  'request-timeout': 408,
} as const;

export type OwnError = keyof typeof ownErrors;

/** What makes answers to requests: a success of the stub, an entry of the catalogue, and so on. */
const makers = ['stub', 'catalogue', 'respond', 'upstream', 'tape', 'tunnel-opened'] as const;

export type AnswerOrigin = (typeof makers)[number] | OwnError;

/**
 * Every way in which the head of an answer can leave the port; none is written without one of these names.
 * `test/wire/every-answer.test.ts` provokes each on the wire.
 */
export const answerOrigins: readonly AnswerOrigin[] = [...makers, ...(Object.keys(ownErrors) as OwnError[])];

/** A complete answer that needs no request: the listener writes it, or it is played as steps. */
export interface WrittenAnswer {
  readonly origin: AnswerOrigin;
  readonly status: number;
  /** `Content-Type` and `Content-Length` included. */
  readonly headers: RawHeaders;
  readonly body: string;
  /** Name of the entry in the platform's error catalogue. */
  readonly error?: string;
  /** Whether its message was worded otherwise than documented. Default: no. */
  readonly reworded?: boolean;
}
