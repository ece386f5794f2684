import type { IncomingMessage } from 'node:http';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import { afterMoment, afterSilence, type Deadline, newBytes } from '../lib/deadline.ts';
import type { WrittenAnswer } from '../model/answer-origin.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import { requestTimeoutAnswer } from '../platforms/own-error.ts';
import { type ReadBody, readBody, unreadBody } from '../request/body.ts';
import type { AnswerSource } from './answer-source.ts';
import { describeBadRequest, noticeTo } from './notices.ts';
import type { HttpExchange } from './request-context.ts';
import type { Run } from './run.ts';

/** What is forwarded may be long, so only a client that stops sending is late there. */
function deadlineOf(
  { socket }: IncomingMessage,
  { scenario }: Run,
  source: AnswerSource,
  { since, clock }: { readonly since: number; readonly clock: Clock },
): Deadline {
  const { readMs } = scenario.limits;
  return source.kind === 'upstream'
    ? afterSilence(readMs, clock, newBytes(socket))
    : afterMoment(since + readMs, clock);
}

/** Reads as much of the body as the run needs for its decision; `since`: when the head began (Unix ms). */
export function readRequest(
  { req, res }: HttpExchange,
  { run, source }: { readonly run: Run; readonly source: AnswerSource },
  timing: { readonly since: number; readonly clock: Clock },
): ReadBody | Promise<ReadBody | 'left' | 'late'> {
  const bytes = run.readBytes(source);
  if (bytes === null) return unreadBody;
  return readBody(req, res, bytes, (late) => deadlineOf(req, run, source, timing)(late));
}

/** Too little of a late request is known for a decision, so it is no request in the journal. */
export function tooLateAnswer(
  { scenario, label, route }: Run,
  path: string,
  connection: ConnectionFacts,
  { journal, clock }: { readonly journal: Journal; readonly clock: Clock },
): WrittenAnswer {
  const { inUse, limits, name } = scenario;
  const says = describeBadRequest(connection, 'ERR_HTTP_REQUEST_TIMEOUT');
  noticeTo(journal, clock)(name, label, 'bad-request', says);
  return requestTimeoutAnswer(inUse, route(path).surface, limits.readMs);
}
