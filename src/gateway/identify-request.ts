import type { ConnectionFacts, ConnectionUse } from '../model/facts.ts';
import type { ReadBody } from '../request/body.ts';
import { identify } from '../request/identify.ts';
import type { Target } from '../request/target.ts';
import type { HttpExchange, RequestContext } from './request-context.ts';
import type { Run } from './runs.ts';

/** What is known of a request before its run makes facts of it. */
interface ReadRequest {
  readonly run: Run;
  readonly target: Target;
  readonly body: ReadBody;
  /** Unix ms at which the head was parsed. */
  readonly at: number;
  readonly connection: ConnectionFacts;
  readonly connectionUse: ConnectionUse;
}

export function identifyRequest(
  { req, res }: HttpExchange,
  { run, target, body, at, connection, connectionUse }: ReadRequest,
): RequestContext {
  const { platform } = run.scenario.inUse;
  const [match, callOf] = [run.route(target.path), run.attempts.arrive];
  const facts = identify({ req, at, target, body, connection, connectionUse, match, platform, callOf });
  const redact = run.redactor.headers;
  return { req, res, redact, run, facts, body, upstreamMs: null, upstreamFailure: null };
}
