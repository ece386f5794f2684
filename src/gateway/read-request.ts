import type { IncomingMessage } from 'node:http';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import { afterMoment, afterSilence, type Deadline, newBytes } from '../lib/deadline.ts';
import type { WrittenAnswer } from '../model/answer-origin.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import { requestTimeoutAnswer } from '../platforms/own-error.ts';
import { expectsContinue, hasBody, type ReadBody, readBody, unreadBody } from '../request/body.ts';
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

/** What is read for. */
export interface Reading {
  readonly run: Run;
  readonly source: AnswerSource;
  /** What is known without the body. */
  headFacts(): RequestFacts;
}

/**
 * What the head alone is met by. `answer`: no body is needed, so the client is refused before it sends one.
 * `silence`: nothing asks for the body.
 */
function metByHead(req: IncomingMessage, { run, headFacts }: Reading): 'answer' | 'silence' | 'nothing' {
  const isAwaited = expectsContinue(req) && run.decidesBy === 'head';
  if (!hasBody(req) || !(isAwaited || run.hasEarlyFaults)) return 'nothing';
  const facts = headFacts();
  const { faults } = run.engine.foresee(facts, run.elapsed(facts.at), 'best');
  if (faults.some(({ before, effect }) => before === 'body' || (isAwaited && effect === 'replaces')))
    return 'answer';
  return faults.some(({ before }) => before === 'continue') ? 'silence' : 'nothing';
}

/** Reads as much of the body as the run needs for its decision; `since`: when the head began (Unix ms). */
export function readRequest(
  { req, res }: HttpExchange,
  reading: Reading,
  timing: { readonly since: number; readonly clock: Clock },
): ReadBody | Promise<ReadBody | 'left' | 'late'> {
  const { run, source } = reading;
  const bytes = run.readBytes(source);
  const met = bytes === null ? 'answer' : metByHead(req, reading);
  if (bytes === null || met === 'answer') return unreadBody;
  if (met === 'nothing' && expectsContinue(req)) res.writeContinue();
  return readBody(req, bytes, (late) => deadlineOf(req, run, source, timing)(late));
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
