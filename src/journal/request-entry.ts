import type { Mutable } from '../lib/mutable.ts';
import { readTraceparent } from '../lib/trace-context.ts';
import type { RuleOutcome } from '../model/decision.ts';
import type { DrillMark } from '../model/drill.ts';
import type { BodyText, Played, RequestEntry, UpstreamFailure } from '../model/entry.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Redactor } from '../secrets/redact.ts';

/** The data of one finished exchange. */
export interface ExchangeRecord {
  readonly facts: RequestFacts;
  /** `null`: no body is kept. */
  readonly body: BodyText | null;
  readonly scenario: string;
  readonly label: string;
  readonly rules: readonly RuleOutcome[];
  /** `null` or absent: none was under way. */
  readonly drill?: DrillMark | null;
  readonly source: RequestEntry['source'];
  readonly played: Played;
  /** `null`: not known. */
  readonly costUsd: number | null;
  /** `null`: the real upstream sent no head. */
  readonly upstreamMs: number | null;
  readonly upstreamFailure: UpstreamFailure | null;
  /** Absent or `null`: the request went once. */
  readonly upstreamSentAgain?: string | null;
  /** Names of other upstreams at which a rule could have failed it; absent: none. */
  readonly upstreamsDown?: readonly string[];
  /** End of the exchange, in milliseconds since the Unix epoch. */
  readonly endedAt: number;
}

function lengthOf({ body, headers }: RequestFacts): number | null {
  if (body !== null) return body.length;
  const declared = headers['content-length'];
  return typeof declared === 'string' ? Number(declared) : null;
}

/** Replaces `severed` by `upstream-died` if a real upstream failure during the body caused it. */
function endingOf({ played, upstreamFailure }: ExchangeRecord): Played {
  if (upstreamFailure?.when !== 'mid-body' || played.ending !== 'severed') return played;
  return { ...played, ending: 'upstream-died' };
}

/** A matcher may quote what the client sent; a limit says nothing but its own words and numbers. */
export function safeOutcome(outcome: RuleOutcome, redactor: Redactor): RuleOutcome {
  return outcome.limit === undefined ? { ...outcome, because: redactor.text(outcome.because) } : outcome;
}

const noRules: readonly RuleOutcome[] = [];

/** What few entries have is added where there is something: spreads would cost every request more. */
function addMore(entry: Mutable<RequestEntry>, record: ExchangeRecord): void {
  const { facts, body, upstreamMs, upstreamSentAgain = null } = record;
  const { changed, predecessors } = facts.call;
  const { traceparent } = facts.headers;
  const trace = typeof traceparent === 'string' ? readTraceparent(traceparent) : null;
  if (facts.connection.protocol === 'h2') entry.httpVersion = '2.0';
  if (trace !== null) entry.trace = trace;
  if (upstreamMs !== null) entry.upstreamMs = upstreamMs;
  if (upstreamSentAgain !== null) entry.upstreamSentAgain = upstreamSentAgain;
  if (body !== null) entry.body = body;
  if (changed !== undefined) entry.changed = changed;
  if (predecessors !== undefined) entry.predecessors = predecessors;
}

/** The journal entry of one request, with its secrets masked. The journal sets its number. */
export function requestEntry(record: ExchangeRecord, redactor: Redactor): RequestEntry {
  const { facts, scenario, label, rules, drill = null, source, costUsd, upstreamFailure, endedAt } = record;
  const { call, attempt, signals, certainty } = facts.call;
  const entry: Mutable<RequestEntry> = {
    id: 0,
    kind: 'request',
    at: facts.at,
    scenario,
    label,
    connection: facts.connection.connection,
    call,
    attempt,
    signals,
    certainty,
    retryCount: facts.retryCount,
    idempotencyKey: facts.idempotencyKey,
    method: facts.method,
    url: redactor.url(facts.path + facts.query),
    route: facts.route?.name ?? null,
    surface: facts.surface,
    model: facts.model === null ? null : redactor.text(facts.model),
    stream: facts.stream,
    client: facts.client === null ? null : redactor.text(facts.client),
    key: facts.key === null ? null : redactor.key(facts.key),
    keyBeside: facts.strayKey,
    bodyBytes: lengthOf(facts),
    bodyExtent: facts.bodyExtent,
    rules: rules.length === 0 ? noRules : rules.map((outcome) => safeOutcome(outcome, redactor)),
    source,
    played: endingOf(record),
    upstreamFailure,
    tookMs: endedAt - facts.at,
  };
  if (costUsd !== null) entry.costUsd = costUsd;
  if (drill !== null) entry.drill = drill;
  if (facts.upstream !== null) {
    entry.upstream = facts.upstream.name;
    entry.chosenBy = facts.upstream.chosenBy;
    const { upstreamsDown = [] } = record;
    if (upstreamsDown.length > 0) entry.upstreamsDown = upstreamsDown;
  }
  addMore(entry, record);
  return entry;
}
