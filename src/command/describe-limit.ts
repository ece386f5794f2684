import { requestMatcher } from '../engine/match.ts';
import type { Algorithm } from '../limits/algorithm.ts';
import { findAlgorithm } from '../limits/index.ts';
import type { CountedLimit, LimitKey } from '../model/counted-limit.ts';
import type { Always } from '../model/scenario.ts';

function describeKey(key: LimitKey): string {
  return key.startsWith('header:') ? `value of header ${key.slice('header:'.length)}` : key;
}

/** `key and value of header x-workspace` */
export const describeKeys = (by: readonly LimitKey[]): string => by.map(describeKey).join(' and ');

/** What a refusal says of the wait. How long an answer that is under way will take is not known. */
const waits: Readonly<Record<Algorithm['freed'], string>> = {
  'by-time': ', with the true wait',
  'by-the-end-of-answers': '',
  'by-top-up': ', which no wait ends',
};

function describeRefusal(
  { error, enforcement, passes }: CountedLimit,
  freed: Algorithm['freed'] | undefined,
): string {
  if (enforcement === 'shadow' && passes === 'it is not enforced')
    return 'the journal tells what it would refuse, and nothing is refused';
  if (enforcement === 'shadow') return `what has no room passes: ${passes}, and the journal says so`;
  const what = error.by === 'entry' ? error.value : `the platform's ${error.value}`;
  return `what has no room gets ${what}${freed === undefined ? '' : waits[freed]}`;
}

function describeCharge({ unit, accounting, maxTokens }: CountedLimit): string {
  if (unit === 'requests' || unit === 'answers') return '';
  const what = unit === 'usd' ? 'the cost' : 'tokens';
  if (accounting === 'after')
    return `; ${what} ${unit === 'usd' ? 'is' : 'are'} charged when an answer has ended`;
  const priced = unit === 'usd' ? 'the price of ' : '';
  const isOne = unit === 'usd' ? 'is' : 'are';
  return `; ${priced}${maxTokens} tokens ${isOne} reserved for an answer whose request sets no maximum`;
}

/** `sixty: 60 requests per minute for each key, for route is chat; what has no room gets …` */
export function describeLimit(limit: CountedLimit, keyHeaders: readonly string[], always: Always): string {
  const { id, says: amount, by, when, algorithm } = limit;
  const each = by.length === 0 ? '' : ` for each ${describeKeys(by)}`;
  const { summary = '', freed } = findAlgorithm(algorithm) ?? {};
  const { says } = requestMatcher(when, keyHeaders, always);
  return `  ${id}: ${amount}${each}, for ${says}; ${describeRefusal(limit, freed)}
    (${algorithm}: it ${summary}${describeCharge(limit)})`;
}
