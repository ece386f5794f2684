import { promptTokens } from '../answer/sent-tokens.ts';
import { isJsonObject } from '../lib/mapping.ts';
import { once } from '../lib/once.ts';
import { findAlgorithm } from '../limits/index.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Tokens } from '../model/tokens.ts';
import { costOf } from '../platforms/prices.ts';
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

/** A limit that counts a request, and what it charges for it. */
export interface Counting {
  readonly limit: CountedLimit;
  readonly charge: Charge;
  /** By how much what was taken is corrected when the answer has ended; `null`: no tokens were counted. */
  correction(sent: Tokens | null): number;
}

export function knownLimits({ countedLimits, inUse }: Scenario): KnownLimit[] {
  return countedLimits.map((limit) => {
    const { id, amount, perMs, calendar, enforcement, when } = limit;
    const algorithm = findAlgorithm(limit.algorithm);
    if (algorithm === undefined) throw new Error(`no algorithm is registered as ${limit.algorithm}`);
    const allowance = { amount, perMs, ...(calendar === undefined ? {} : { calendar }) };
    return {
      limit,
      stored: { id, algorithm, allowance, enforcement },
      matcher: requestMatcher(when, inUse.platform.credential.headers),
      inUse,
    };
  });
}

/** NUL stands in no header field and no model's name, so that no two lists of values are the same text. */
function keyOf({ by }: CountedLimit, facts: RequestFacts): string {
  if (by.length === 0) return '';
  return by.map((each) => (each === 'address' ? facts.connection.address : perValue(each, facts))).join('\0');
}

/** Approximate tokens of what a request asks; several limits and the meter of its answer need them. */
export const promptOf = once(({ json }: RequestFacts): number => promptTokens(json));

/** What the request allows for its answer, in tokens. */
function askedFor(json: unknown, unset: number): number {
  const asked = isJsonObject(json) ? (json['max_completion_tokens'] ?? json['max_tokens']) : undefined;
  return typeof asked === 'number' && asked >= 0 ? Math.ceil(asked) : unset;
}

/** Only chats and completions answer with a text of which a request sets the maximum. */
function reservedFor(facts: RequestFacts, { maxTokens }: CountedLimit): Tokens {
  const { route, json } = facts;
  const writes = route === null || route.stub === 'chat' || route.stub === 'completions';
  return { prompt: promptOf(facts), completion: writes ? askedFor(json, maxTokens) : 0 };
}

/** How much of a limit tokens are. */
function amountOf(tokens: Tokens, { limit, inUse }: KnownLimit, { model }: RequestFacts): number {
  return limit.unit === 'usd' ? (costOf(inUse, model, tokens) ?? 0) : tokens.prompt + tokens.completion;
}

function chargeOf(known: KnownLimit, facts: RequestFacts): Charge {
  const { limit, stored } = known;
  const key = keyOf(limit, facts);
  if (limit.unit === 'requests' || limit.unit === 'answers')
    return { limit: stored, key, room: 1, amount: 1 };
  if (limit.accounting === 'after') return { limit: stored, key, room: 1, amount: 0 };
  const amount = Math.max(1, amountOf(reservedFor(facts, limit), known, facts));
  return { limit: stored, key, room: amount, amount };
}

/** Whether what was taken is corrected by the tokens that were sent. */
export function isMetered({ limit, charge }: Pick<Counting, 'limit' | 'charge'>): boolean {
  const isOver = charge.limit.algorithm.freed === 'by-the-end-of-answers';
  return !isOver && (limit.unit === 'tokens' || limit.unit === 'usd');
}

/** By how much a taking is corrected when its answer has ended; `null` tokens: nothing counted them. */
function correctionOf(known: KnownLimit, charge: Charge, facts: RequestFacts, sent: Tokens | null): number {
  if (charge.limit.algorithm.freed === 'by-the-end-of-answers') return -charge.amount;
  if (sent === null || !isMetered({ limit: known.limit, charge })) return 0;
  return amountOf(sent, known, facts) - charge.amount;
}

/** The limits that count this request. */
export function countingOf(known: readonly KnownLimit[], facts: RequestFacts): Counting[] {
  return known
    .filter(({ matcher }) => matcher.matches(facts))
    .map((each) => {
      const charge = chargeOf(each, facts);
      return { limit: each.limit, charge, correction: (sent) => correctionOf(each, charge, facts, sent) };
    });
}
