import type { IncomingMessage } from 'node:http';
import type { ClientResponse } from '../model/client-response.ts';
import type { Decision } from '../model/decision.ts';
import type { UpstreamFailure } from '../model/entry.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { RawHeaders, Step } from '../model/step.ts';
import type { ReadBody } from '../request/body.ts';
import type { AnswerSource } from './answer-source.ts';
import type { Run } from './run.ts';

/** What the rules made of a request. */
export type RequestDecision = Decision<AsyncIterable<Step>>;

/** A request and the response to it, on the wire. */
export interface HttpExchange {
  readonly req: IncomingMessage;
  readonly res: ClientResponse;
  /** Takes secrets out of the header fields that the journal keeps. */
  redact(headers: RawHeaders): string[];
}

/** What is known of a request once it was read and identified. */
export interface RequestContext extends HttpExchange {
  readonly run: Run;
  /** What answers where no fault does. */
  readonly source: AnswerSource;
  readonly facts: RequestFacts;
  readonly body: ReadBody;
  /** How long the real upstream took to the head of its answer; `null`: none came, or it was not asked. */
  upstreamMs: number | null;
  /** What the real upstream did while it answered; `null`: it did not fail, or was not asked. */
  upstreamFailure: UpstreamFailure | null;
  /** Why it was sent once more; `null`: it was not. */
  upstreamSentAgain: string | null;
  /** Names of other upstreams at which a rule could fail this request now. */
  readonly upstreamsDown: readonly string[];
}
