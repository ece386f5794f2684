import { requestMatcher } from '../engine/match.ts';
import { findAlgorithm } from '../limits/index.ts';
import { describeAmount, type LimitKey, type RateLimit } from '../model/rate-limit.ts';

function describeKey(key: LimitKey): string {
  return key.startsWith('header:') ? `value of header ${key.slice('header:'.length)}` : key;
}

function describeRefusal({ error, enforcement, unit }: RateLimit): string {
  if (enforcement === 'shadow') return 'the journal tells what it would refuse, and nothing is refused';
  const what = error.by === 'entry' ? error.value : `the platform's ${error.value}`;
  // How long an answer that is under way will take is not known.
  return `what has no room gets ${what}${unit === 'answers' ? '' : ', with the true wait'}`;
}

/** `sixty: 60 requests per minute for each key, for route is chat; what has no room gets …` */
export function describeRateLimit(limit: RateLimit, keyHeaders: readonly string[]): string {
  const { id, by, when, algorithm, unit, accounting, maxTokens } = limit;
  const each = by.length === 0 ? '' : ` for each ${by.map(describeKey).join(' and ')}`;
  const reserved = `${maxTokens} tokens are reserved for an answer whose request sets no maximum`;
  const tokens = accounting === 'after' ? 'tokens are charged when an answer has ended' : reserved;
  const { summary = '' } = findAlgorithm(algorithm) ?? {};
  const { says } = requestMatcher(when, keyHeaders);
  return `  ${id}: ${describeAmount(limit)}${each}, for ${says}; ${describeRefusal(limit)}
    (${algorithm}: it ${summary}${unit === 'tokens' ? `; ${tokens}` : ''})`;
}
