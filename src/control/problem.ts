import type { ErrorRequestHandler, Response } from 'express';
import { FileMistakes } from '../config/mistakes.ts';
import { messageOf } from '../lib/errors.ts';
import { hideSecrets } from '../secrets/redact.ts';
import { ControlError, type PlacedMistake } from './steering.ts';

/** Problem details (RFC 9457); `mistakes`: where they are, as `badgateway check` prints them. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly mistakes?: readonly PlacedMistake[];
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'The token is missing or wrong',
  403: 'The request comes from elsewhere',
  404: 'There is no such thing',
  409: 'It cannot be done now',
  410: 'It is over',
  413: 'The body is too large',
  422: 'The input has mistakes',
  500: 'badgateway failed',
  503: 'There is no room for it now',
};

export function problemOf(status: number, detail: string, more: Pick<Problem, 'mistakes'> = {}): Problem {
  return { title: titles[status] ?? 'The request failed', status, detail: hideSecrets(detail), ...more };
}

export function sendProblem(res: Response, problem: Problem): void {
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function problemFor(error: unknown): Problem {
  if (error instanceof FileMistakes) {
    const mistakes = error.mistakes.map(({ file, line, column, message }) => ({
      ...{ in: file, line, column, message },
    }));
    return problemOf(422, error.message, { mistakes });
  }
  if (error instanceof ControlError) return problemOf(error.status, error.message);
  const { status } = error as { readonly status?: unknown };
  if (status === 413) return problemOf(413, 'send at most 1 MiB');
  return problemOf(typeof status === 'number' && status < 500 ? status : 500, messageOf(error));
}

/** Mistakes in the input of a method, as the routes answer them; any other error stays as it is. */
export function asControlError(error: unknown): unknown {
  if (!(error instanceof FileMistakes)) return error;
  const { status, detail, mistakes } = problemFor(error);
  return new ControlError(status, detail, mistakes, { cause: error });
}

/** Four parameters are what makes it a handler of errors. */
export const answerProblem: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  if (res.headersSent) res.destroy();
  else sendProblem(res, problemFor(error));
};
