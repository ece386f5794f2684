import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { isOwnWait } from './allowed.ts';
import { placeOf } from './place.ts';
import { pollsOf } from './polling.ts';
import { gapOf, isGuess, type Retry } from './retries.ts';

/** A wait whose length the client chose, since no answer stated one. */
export interface OwnWait extends Retry {
  /** Ordinal of the wait among the call's own waits for this model, from 0. */
  readonly n: number;
  readonly ms: number;
  /**
   * What asks for the wait. `documents`: the platform's backoff. `assumed`: no document, as after a broken
   * connection or a silence, and before the one retry that a wait of 0 invites.
   */
  readonly basis: 'documents' | 'assumed';
}

/** Whether the wait follows the attempt directly before, not one before a move to another model. */
export function isInTurn({ before, attempt }: Retry): boolean {
  return attempt.ordinal === before.ordinal + 1;
}

/** Each attempt that asks a model again, with the attempt before it at the same model and upstream. */
function againOf(call: Call): Retry[] {
  const latest = new Map<string, Attempt>();
  return call.attempts.flatMap((attempt) => {
    const place = placeOf(attempt.entry);
    const before = latest.get(place);
    latest.set(place, attempt);
    return before === undefined ? [] : [{ call, before, attempt }];
  });
}

/** Numbers the waits for each model: returns to it from another one apart from waits in turn. */
class Counts {
  readonly #inTurn = new Map<string, number>();
  readonly #returns = new Map<string, number>();

  next(retry: Retry): number {
    const place = placeOf(retry.attempt.entry);
    const counted = isInTurn(retry) ? this.#inTurn : this.#returns;
    const n = counted.get(place) ?? 0;
    counted.set(place, n + 1);
    return n;
  }

  moved(place: string): void {
    this.#inTurn.delete(place);
  }
}

/** A request that comes sooner (ms) took an answer for "at once". */
const atOnceMs = 250;

/** Whether the answer told a wait of 0 or a date in the past: the client may take it for "at once". */
function isInvited({ result }: Attempt): boolean {
  return result.kind === 'error' && result.wait !== null;
}

/**
 * A wait lasts from one attempt at a model to the next one at the same model, whatever was asked between: a
 * move to a peer is a fallback, but two models in turn without a wait are each asked too soon. n of the
 * waits for A:
 *
 *     A   A   A   B   B   A   A   B   A
 *     └ 0 ┴ 1 ┴──── 0 ────┴ 0 ┴── 1 ──┘      in turn: from 0 behind each move; returns: counted apart
 */
function ownWaitsOfCall(call: Call): OwnWait[] {
  const counts = new Counts();
  let invited = 0;
  return againOf(call).flatMap((retry) => {
    const { before, attempt } = retry;
    if (!isInTurn(retry)) counts.moved(placeOf(attempt.entry));
    if (!isOwnWait(before, attempt.entry)) return [];
    if (isInvited(before)) invited += 1;
    const once = isInvited(before) && invited === 1;
    const basis = before.result.kind !== 'error' || once ? 'assumed' : 'documents';
    // Its own waits begin with the next one.
    const n = once && gapOf(retry) < atOnceMs ? 0 : counts.next(retry);
    return [{ ...retry, n, ms: gapOf(retry), basis }];
  });
}

/** The next poll is no retry. */
export function ownWaitsOf(timeline: Pick<Timeline, 'calls'>): OwnWait[] {
  const polls = pollsOf(timeline);
  return timeline.calls.filter((call) => !polls.has(call)).flatMap(ownWaitsOfCall);
}

/** The first wait of each call, from its first attempt to its second; a guess is no evidence of a wait. */
export function firstWaitsOf(timeline: Pick<Timeline, 'calls'>): OwnWait[] {
  return ownWaitsOf(timeline).filter(
    (wait) => wait.before.ordinal === 1 && isInTurn(wait) && !isGuess(wait.attempt),
  );
}

/** Groups waits by call. */
export function byCall(waits: readonly OwnWait[]): OwnWait[][] {
  const calls: OwnWait[][] = [];
  for (const wait of waits) {
    const latest = calls.at(-1);
    if (latest?.[0]?.call === wait.call) latest.push(wait);
    else calls.push([wait]);
  }
  return calls;
}
