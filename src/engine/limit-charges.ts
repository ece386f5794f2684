import { promptTokens } from '../answer/sent-tokens.ts';
import { isJsonObject } from '../lib/mapping.ts';
import { findAlgorithm } from '../limits/index.ts';
import type { RequestFacts } from '../model/facts.ts';
import { describeAmount, type RateLimit } from '../model/rate-limit.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Charge, StoredLimit } from '../store/limit-store.ts';
import { perValue } from './counters.ts';
import { type Matcher, requestMatcher } from './match.ts';

/** A limit with its matcher, as a store knows it. */
export interface KnownLimit {
  readonly limit: RateLimit;
  readonly stored: StoredLimit;
  readonly matcher: Matcher<RequestFacts>;
  /** `60 requests per minute` */
  readonly says: string;
}

/** A limit that counts a request, and what it charges for it. */
export interface Counting {
  readonly limit: RateLimit;
  readonly says: string;
  readonly charge: Charge;
}

export function knownLimits({ rateLimits, inUse }: Scenario): KnownLimit[] {
  return rateLimits.map((limit) => {
    const { id, amount, perMs, enforcement, when } = limit;
    const algorithm = findAlgorithm(limit.algorithm);
    if (algorithm === undefined) throw new Error(`no algorithm is registered as ${limit.algorithm}`);
    return {
      limit,
      stored: { id, algorithm, allowance: { amount, perMs }, enforcement },
      matcher: requestMatcher(when, inUse.platform.credential.headers),
      says: describeAmount(limit),
    };
  });
}

/** NUL stands in no header field and no model's name, so that no two lists of values are the same text. */
function keyOf({ by }: RateLimit, facts: RequestFacts): string {
  if (by.length === 0) return '';
  return by.map((each) => (each === 'address' ? facts.connection.address : perValue(each, facts))).join('\0');
}

/** What the request allows for its answer, in tokens. */
function askedFor(json: unknown, unset: number): number {
  const asked = isJsonObject(json) ? (json['max_completion_tokens'] ?? json['max_tokens']) : undefined;
  return typeof asked === 'number' && asked >= 0 ? Math.ceil(asked) : unset;
}

/** Only chats and completions answer with a text of which a request sets the maximum. */
function reservedFor({ route, json }: RequestFacts, { maxTokens }: RateLimit): number {
  const writes = route === null || route.stub === 'chat' || route.stub === 'completions';
  return promptTokens(json) + (writes ? askedFor(json, maxTokens) : 0);
}

function chargeOf({ limit, stored }: KnownLimit, facts: RequestFacts): Charge {
  const key = keyOf(limit, facts);
  if (limit.unit !== 'tokens') return { limit: stored, key, room: 1, amount: 1 };
  if (limit.accounting === 'after') return { limit: stored, key, room: 1, amount: 0 };
  const amount = Math.max(1, reservedFor(facts, limit));
  return { limit: stored, key, room: amount, amount };
}

/** The limits that count this request. */
export function countingOf(known: readonly KnownLimit[], facts: RequestFacts): Counting[] {
  return known
    .filter(({ matcher }) => matcher.matches(facts))
    .map((each) => ({ limit: each.limit, says: each.says, charge: chargeOf(each, facts) }));
}
