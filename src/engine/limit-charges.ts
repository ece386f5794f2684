import { promptTokens } from '../answer/sent-tokens.ts';
import { isJsonObject } from '../lib/mapping.ts';
import { findAlgorithm } from '../limits/index.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Tokens } from '../model/tokens.ts';
import { costOf } from '../platforms/prices.ts';
import { alwaysOf } from '../scenario/every-request.ts';
import type { Charge, StoredLimit } from '../store/limit-store.ts';
import { perValue } from './counters.ts';
import { type Matcher, requestMatcher } from './match.ts';

/** A limit with its matcher, as a store knows it. */
export interface KnownLimit {
  readonly limit: CountedLimit;
  readonly stored: StoredLimit;
  readonly matcher: Matcher<RequestFacts>;
  /** Has the prices of what is counted in money. */
  readonly inUse: PlatformInUse;
}

/** What a limit charges for a request that it counts. */
export interface Counting extends Charge {
  readonly known: KnownLimit;
}

export function knownLimits(scenario: Scenario): KnownLimit[] {
  const { countedLimits, inUse } = scenario;
  const always = alwaysOf(scenario);
  return countedLimits.map((limit) => {
    const { id, amount, perMs, calendar, enforcement, when } = limit;
    const algorithm = findAlgorithm(limit.algorithm);
    if (algorithm === undefined) throw new Error(`no algorithm is registered as ${limit.algorithm}`);
    const allowance = { amount, perMs, ...(calendar === undefined ? {} : { calendar }) };
    return {
      limit,
      stored: { id, algorithm, allowance, enforcement },
      matcher: requestMatcher(when, inUse.platform.credential.headers, always),
      inUse,
    };
  });
}

/** NUL stands in no header field and no model's name, so that no two lists of values are the same text. */
function keyOf({ by }: CountedLimit, facts: RequestFacts): string {
  let key = '';
  for (const [index, each] of by.entries()) {
    const value = each === 'address' ? facts.connection.address : perValue(each, facts);
    key = index === 0 ? value : `${key}\0${value}`;
  }
  return key;
}

/** A request, and the tokens of its prompt: several limits and the meter of its answer need them. */
export class CountedRequest {
  readonly facts: RequestFacts;
  #prompt: number | null = null;

  constructor(facts: RequestFacts) {
    this.facts = facts;
  }

  /** Approximate number of tokens. */
  get promptTokens(): number {
    this.#prompt ??= promptTokens(this.facts.json);
    return this.#prompt;
  }
}

/** What the request allows for its answer, in tokens. */
function askedFor(json: unknown, unset: number): number {
  const asked = isJsonObject(json) ? (json['max_completion_tokens'] ?? json['max_tokens']) : undefined;
  return typeof asked === 'number' && asked >= 0 ? Math.ceil(asked) : unset;
}

/** Only chats and completions answer with a text of which a request sets the maximum. */
function reservedFor(request: CountedRequest, { maxTokens }: CountedLimit): Tokens {
  const { route, json } = request.facts;
  const writes = route === null || route.stub === 'chat' || route.stub === 'completions';
  return { prompt: request.promptTokens, completion: writes ? askedFor(json, maxTokens) : 0 };
}

/** How much of a limit tokens are. */
function amountOf(tokens: Tokens, { limit, inUse }: KnownLimit, { model }: RequestFacts): number {
  return limit.unit === 'usd' ? (costOf(inUse, model, tokens) ?? 0) : tokens.prompt + tokens.completion;
}

function chargeOf(known: KnownLimit, request: CountedRequest): Counting {
  const { limit, stored } = known;
  const key = keyOf(limit, request.facts);
  if (limit.unit === 'requests') return { known, limit: stored, key, room: 1, amount: 1 };
  const settlement = 'follows';
  if (limit.unit === 'answers') return { known, limit: stored, key, room: 1, amount: 1, settlement };
  if (limit.accounting === 'after') return { known, limit: stored, key, room: 1, amount: 0, settlement };
  const amount = Math.max(1, amountOf(reservedFor(request, limit), known, request.facts));
  return { known, limit: stored, key, room: amount, amount, settlement };
}

/** Whether what was taken is corrected by the tokens that were sent. */
export function isMetered({ known, limit: { algorithm } }: Counting): boolean {
  const { unit } = known.limit;
  return algorithm.freed !== 'by-the-end-of-answers' && (unit === 'tokens' || unit === 'usd');
}

/** By how much a taking is corrected when its answer has ended; `null` tokens: nothing counted them. */
export function correctionOf(counting: Counting, facts: RequestFacts, sent: Tokens | null): number {
  const { known, limit, amount } = counting;
  if (limit.algorithm.freed === 'by-the-end-of-answers') return -amount;
  if (sent === null || !isMetered(counting)) return 0;
  return amountOf(sent, known, facts) - amount;
}

/** The limits that count this request. */
export function countingOf(known: readonly KnownLimit[], request: CountedRequest): Counting[] {
  const counting: Counting[] = [];
  for (const each of known) if (each.matcher.matches(request.facts)) counting.push(chargeOf(each, request));
  return counting;
}
