import { headerValue } from '../lib/http.ts';
import type { RequestEntry } from '../model/entry.ts';
import { firedRules, notApplicable } from './produce-answer.ts';

/** How the answer ended, where that is no news: it was whole. */
const asUsual = 'complete';

const runOf = ({ scenario, label }: RequestEntry) => (label === '' ? scenario : `${scenario}.${label}`);

/**
 * A request in one line, for people:
 *
 *     429 POST /v1/chat/completions  gpt-4o  limited.one 3#2  12ms  Retry-After: 5  by rule-1
 */
export function requestLine(entry: RequestEntry): string {
  const { played, method, url, model, call, attempt, tookMs, rules, upstreamFailure, upstream } = entry;
  const { upstreamSentAgain: again } = entry;
  const wait = headerValue(played.headers, 'retry-after');
  const fired = firedRules(rules);
  const unseen = notApplicable(rules).map(({ rule }) => rule);
  const parts = [
    `${played.status ?? '---'} ${method} ${url}`,
    ...(model === null ? [] : [model]),
    ...(upstream === undefined ? [] : [`at ${upstream}`]),
    `${runOf(entry)} ${call}#${attempt}`,
    `${Math.round(tookMs)}ms`,
    ...(wait === null ? [] : [`Retry-After: ${wait}`]),
    ...(fired.length === 0 ? [] : [`by ${fired.join(', ')}`]),
    ...(again === undefined ? [] : [`sent again: the upstream had closed an idle connection (${again})`]),
    ...(unseen.length === 0 ? [] : [`not applicable: ${unseen.join(', ')}`]),
    ...(upstreamFailure === null ? [] : [`upstream failed ${upstreamFailure.when}: ${upstreamFailure.code}`]),
    ...(played.ending === asUsual ? [] : [played.ending]),
  ];
  return parts.join('  ');
}
