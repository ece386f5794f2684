import { formatCount } from '../../lib/units.ts';
import type { BackoffFigures } from '../../model/backoff.ts';
import type { Call, Timeline } from '../../model/timeline.ts';
import { describeLayers, layersOf } from '../../timeline/layers.ts';
import { pollsOf } from '../../timeline/polling.ts';
import { resultKey, retryabilityOf, wasStopped } from '../../timeline/retryability.ts';
import { maxShown, type Violation, withAssumedReach, wrong } from '../../timeline/violation.ts';

/** Where no document gives waits: a request and the two retries that most SDKs make by default. */
const usualRequests = 3;

/**
 * The requests that the platform's backoff leads to: a retry after each wait that is below its cap. Waits of
 * 1, 2, 4, 8 and 16 s below one of 30 s are five retries.
 */
export function budgetOf(backoff: BackoffFigures | null): number {
  if (backoff === null || backoff.factor <= 1 || backoff.capMs <= backoff.firstMs) return usualRequests;
  return 1 + Math.ceil(Math.log(backoff.capMs / backoff.firstMs) / Math.log(backoff.factor));
}

/** The most requests for a call; `from`: what says so. */
export interface Most {
  readonly requests: number;
  readonly from: 'scenario' | 'default';
}

/** Calls that met an error, so that they could be sent again. Polls are none. */
export function failedCalls(timeline: Timeline): readonly Call[] {
  const polls = pollsOf(timeline);
  return timeline.calls.filter(
    (call) => !polls.has(call) && !['none', 'unknown'].includes(retryabilityOf(call.attempts[0])),
  );
}

/**
 * No document gives a number: more than usual is advice, unless ids or counts show that layers multiply. Then
 * it fails, since retries belong into one layer whatever their number.
 */
function violationOf(call: Call, { requests, from }: Most): Violation[] {
  const { attempts } = call;
  if (attempts.length <= requests) return [];
  const layers = layersOf(call);
  const isShown = layers.shownBy.some((sign) => sign !== 'pauses');
  const says = `${describeLayers(attempts.length, 1, layers)}; ${requests} are allowed`;
  const problem = layers.times.length > 1 ? 'layers-multiply' : 'too-many-requests';
  const met = resultKey(attempts[0].result);
  const violation = { ...wrong, problem, met, call, attempts: attempts.slice(0, maxShown), says };
  if (from === 'scenario') return [{ ...violation, restsOn: 'scenario' }];
  return [withAssumedReach(!isShown, violation)];
}

export function amplified(calls: readonly Call[], most: Most): Violation[] {
  return calls.flatMap((call) => violationOf(call, most));
}

export function whyOpen(timeline: Timeline, calls: readonly Call[], { requests }: Most): string | null {
  if (calls.length === 0) return 'no call met an error, so that none had to be sent again';
  const isOver = calls.some(({ attempts }) => attempts.length > requests);
  return wasStopped(timeline) && !isOver
    ? `the command was stopped before a call had made more than ${formatCount(requests, 'request')}`
    : null;
}

export function describeMost(calls: readonly Call[]): string {
  const most = calls.reduce((all, { attempts }) => Math.max(all, attempts.length), 0);
  return `${formatCount(calls.length, 'call')} met an error; the most requests for one were ${most}`;
}
