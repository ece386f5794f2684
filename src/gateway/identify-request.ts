import type { IncomingMessage } from 'node:http';
import { isPreflight } from '../lib/http.ts';
import type { CallFacts, ConnectionFacts, ConnectionUse, RequestFacts } from '../model/facts.ts';
import { type ReadBody, unreadBody } from '../request/body.ts';
import { identify, type ReceivedRequest } from '../request/identify.ts';
import type { Asked } from './asked-upstream.ts';
import type { HttpExchange, RequestContext } from './request-context.ts';
import type { Run } from './run.ts';

/** What is known of a request before its run makes facts of it. */
interface ReadRequest {
  readonly run: Run;
  readonly asked: Asked;
  readonly body: ReadBody;
  /** Unix ms at which the head was parsed. */
  readonly at: number;
  readonly connection: ConnectionFacts;
  readonly connectionUse: ConnectionUse;
  /** Requests under way, this one included. */
  readonly underWay: number;
  readonly idleMs: number | null;
}

const none: readonly string[] = [];

/** What a browser asks before the request of its page is no attempt at it. */
const noCall: CallFacts = { call: 0, attempt: 0, signals: none, certainty: 'certain' };

/** The other upstreams at which the same request could fail now. */
function upstreamsDown(received: ReceivedRequest, run: Run): readonly string[] {
  const { upstreams } = run.scenario;
  if (upstreams.length === 0) return none;
  return upstreams
    .filter(({ name, region }) => {
      if (name === received.upstream?.name) return false;
      const upstream = { name, region, chosenBy: 'client' } as const;
      return run.mayFail(identify({ ...received, upstream }));
    })
    .map(({ name }) => name);
}

/** What is known of a request before its body; it is counted as no attempt. */
export function headFacts(
  req: IncomingMessage,
  read: Omit<ReadRequest, 'body' | 'connectionUse'>,
): RequestFacts {
  const { run, asked, at, connection, idleMs, underWay } = read;
  const { target, upstream } = asked;
  return identify({
    ...{ req, at, target, connection, idleMs, underWay },
    ...{ upstream, body: unreadBody, connectionUse: 'again' },
    ...{ match: run.route(target.path), platform: run.scenario.inUse.platform, callOf: () => noCall },
  });
}

export function identifyRequest(
  { req, res }: HttpExchange,
  { run, asked, body, at, connection, connectionUse, idleMs, underWay }: ReadRequest,
): RequestContext {
  const { platform } = run.scenario.inUse;
  const { target, upstream, source } = asked;
  const match = run.route(target.path);
  const callOf = isPreflight({ method: req.method ?? '', headers: req.headers })
    ? () => noCall
    : run.attempts.arrive;
  const of = { req, at, target, body, connection, connectionUse, idleMs, underWay };
  const { ignored } = run.scenario;
  const received = { ...of, match, platform, callOf, upstream, ignored };
  const facts = identify(received);
  const redact = run.redactor.headers;
  const down = upstreamsDown({ ...received, callOf: () => facts.call }, run);
  const failing = { upstreamMs: null, upstreamFailure: null, upstreamSentAgain: null, upstreamsDown: down };
  return { req, res, redact, run, source, facts, body, ...failing };
}
