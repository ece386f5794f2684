import pc from 'picocolors';
import type { Journal } from '../journal/journal.ts';
import { requestEntry } from '../journal/request-entry.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { RuleOutcome } from '../model/decision.ts';
import type { Ending, Played, RequestEntry } from '../model/entry.ts';
import { nanoPerUsd } from '../model/price.ts';
import { costOf } from '../platforms/prices.ts';
import type { BodyTexts } from './body-texts.ts';
import { firedRules, notApplicable } from './produce-answer.ts';
import type { RequestContext, RequestDecision } from './request-context.ts';
import { requestLine } from './request-line.ts';

export interface RecordingParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly log: Log;
  readonly bodyOf: BodyTexts;
}

type AskedFor = Pick<RequestEntry, 'stream' | 'method'>;

/** On a terminal every request is a line, and a healthy one is dim. */
function tellExchange(entry: RequestEntry, log: Log): void {
  const line = requestLine(entry);
  if (entry.upstreamFailure !== null) log.warn({}, line);
  else if (firedRules(entry.rules).length > 0) log.info({}, line);
  else log.info({}, pc.dim(line));
}

/** As JSON, injected and real failures are logged at `info` and above; a healthy request at `debug`. */
function logExchange({ method, url, rules, played, upstreamFailure, call, attempt }: RequestEntry, log: Log) {
  const fired = firedRules(rules);
  const [unseen] = notApplicable(rules);
  const fields = { status: played.status, ending: played.ending, call, attempt };
  if (upstreamFailure !== null)
    log.warn({ ...fields, ...upstreamFailure }, `${method} ${url} upstream failed`);
  else if (fired.length > 0) log.info({ ...fields, rules: fired.join(',') }, `${method} ${url} injected`);
  else if (unseen !== undefined)
    log.info({ ...fields, rule: unseen.rule }, `${method} ${url} not applicable: ${unseen.because}`);
  else log.debug(fields, `${method} ${url}`);
}

/**
 * A success that is none: a stream without a byte, and what a rule says to be a failure. An error that was
 * seen in it tells more.
 */
export function asMet(played: Played, rules: readonly RuleOutcome[], { stream, method }: AskedFor): Played {
  const { status, errorInside, bytes, ending } = played;
  if (status === null || status >= 300 || errorInside !== undefined) return played;
  const isEmpty = stream && method === 'POST' && status === 200 && bytes === 0 && ending === 'complete';
  if (isEmpty) return { ...played, errorInside: { where: 'empty', code: null, status: null } };
  if (!rules.some(({ outcome, counts }) => outcome === 'fired' && counts === 'failure')) return played;
  return { ...played, errorInside: { where: 'rule', code: null, status: null } };
}

/** With the tokens as a limit has counted them, where one did: the journal and the limit say the same. */
function withSent(played: Played, sent: RequestDecision['sent']): Played {
  if (sent === undefined || played.status === null || played.status >= 400) return played;
  const tokens = sent();
  const { prompt, completion } = played.tokens ?? {};
  return tokens.prompt === prompt && tokens.completion === completion ? played : { ...played, tokens };
}

/** What the answer cost in USD; `null`: not known. */
function costUsdOf({ run, facts, source }: RequestContext, { status, tokens, error }: Played): number | null {
  const isFree = source.kind === 'stub' || error !== null || status === null || status >= 400;
  if (tokens === undefined) return isFree ? 0 : null;
  const cost = costOf(run.scenario.inUse, facts.model, tokens);
  return cost === null ? null : cost / nanoPerUsd;
}

/** Puts an exchange that has ended into the journal and the log. */
export function recordExchange(
  context: RequestContext,
  { rules, sent, drill }: RequestDecision,
  ended: Played,
  { clock, journal, log, bodyOf }: RecordingParts,
): void {
  const { run, facts, upstreamMs, upstreamFailure, upstreamSentAgain, upstreamsDown } = context;
  const body = bodyOf({ scenario: run.scenario, facts, body: context.body });
  const [scenario, label, source] = [run.scenario.name, run.label, context.source.kind];
  const played = withSent(ended, sent);
  const upstream = { upstreamMs, upstreamFailure, upstreamSentAgain, upstreamsDown };
  const exchange = {
    facts,
    body,
    scenario,
    label,
    rules,
    drill: drill?.mark ?? null,
    source,
    played,
    costUsd: costUsdOf(context, played),
  };
  const record = { ...exchange, ...upstream, endedAt: clock.now() };
  const entry = requestEntry(record, run.redactor);
  journal.append(entry);
  if (log.isForPeople) tellExchange(entry, log);
  else logExchange(entry, log);
}

/** Puts a request into the journal for which nothing was decided and nothing sent. */
export function recordUnserved(context: RequestContext, ending: Ending, parts: RecordingParts): Played {
  const nothing = { status: null, headers: [], headAt: null, error: null, frames: 0, bytes: 0, pauses: [] };
  const played: Played = { ...nothing, ending };
  recordExchange(context, { rules: [], faults: [] }, played, parts);
  return played;
}
