import type { Clock } from '../../../lib/clock.ts';
import type { Step } from '../../../model/step.ts';
import type { Insertion } from '../deadline.ts';
import { framed, isPlainEventStream } from '../events.ts';
import { interpose } from '../interpose.ts';
import type { Position } from '../position.ts';

export type Frame = Extract<Step, { kind: 'frame' }>;

/** Marks a position within the steps; is never sent. */
const positionMarker: Step = { kind: 'frame', bytes: Buffer.alloc(0), comment: true };
const insertMarker: Insertion = { steps: [positionMarker], rest: 'follows' };

/** Whether an event may begin after the steps so far. `outside`: not in an event stream. */
type Place = 'between-events' | 'inside-event' | 'outside';

/** A step of a stream, and the place in the stream after it. */
interface Placed {
  readonly step: Step;
  /** The step if it is a whole event, otherwise `null`. Events in several pieces are not rewritten. */
  readonly event: Frame | null;
  /** Number of events that have ended, including this one. */
  readonly ordinal: number;
  readonly place: Place;
}

function placeBehind(step: Step, place: Place): Place {
  if (step.kind === 'head') return isPlainEventStream(step.headers) ? 'between-events' : 'outside';
  if (step.kind !== 'frame' || step === positionMarker || place === 'outside') return place;
  return step.part === true ? 'inside-event' : 'between-events';
}

/**
 *   head   ": ping"   "data: a"   "data: b…" ╎ "…b"    end
 *          comment    event       a long one, in pieces
 */
async function* placed(stream: AsyncIterable<Step>): AsyncGenerator<Placed> {
  let place: Place = 'outside';
  let ordinal = 0;
  for await (const step of framed(stream)) {
    const ends = step.kind === 'frame' && step.comment !== true ? step : null;
    const event = place === 'between-events' ? ends : null;
    place = placeBehind(step, place);
    if (ends !== null) ordinal += 1;
    yield { step, event, ordinal, place };
  }
}

/**
 * Replaces every whole event by the result of `rewrite`, which gets its number (from 1). Other steps stay.
 */
export async function* rewriteEvents(
  stream: AsyncIterable<Step>,
  rewrite: (event: Frame, ordinal: number) => Iterable<Step>,
): AsyncGenerator<Step> {
  for await (const { step, event, ordinal } of placed(stream))
    if (event === null) yield step;
    else yield* rewrite(event, ordinal);
}

/**
 * Replaces the first whole event that begins after the position by the result of `rewrite`. If `rewrite`
 * returns `null`, the event stays and the next one is tried.
 */
export async function* rewriteNext(
  stream: AsyncIterable<Step>,
  position: Position,
  clock: Clock,
  rewrite: (event: Frame) => Iterable<Step> | null,
): AsyncGenerator<Step> {
  let state: 'before' | 'due' | 'done' = 'before';
  for await (const { step, event } of placed(interpose(stream, position, insertMarker, clock))) {
    if (step === positionMarker) {
      state = 'due';
      continue;
    }
    const steps = state === 'due' && event !== null ? rewrite(event) : null;
    if (steps === null) yield step;
    else {
      state = 'done';
      yield* steps;
    }
  }
}

/** Inserts `insertion` at the position, or after the event in which the position lies. */
export async function* interposeBetween(
  stream: AsyncIterable<Step>,
  position: Position,
  insertion: Insertion,
  clock: Clock,
): AsyncGenerator<Step> {
  let state: 'before' | 'due' | 'done' = 'before';
  for await (const { step, place } of placed(interpose(stream, position, insertMarker, clock))) {
    if (step === positionMarker) state = 'due';
    else yield step;
    if (state !== 'due' || place !== 'between-events') continue;
    state = 'done';
    yield* insertion.steps;
    if (insertion.rest === 'dropped') return;
  }
}

/** Whether the next event may still follow this step. */
function isWithinStream({ step, place }: Placed): boolean {
  const { kind } = step;
  return kind === 'pause' || kind === 'hang' || (kind === 'frame' && place === 'between-events');
}

/**
 * Swaps each picked event with the next one. Comments are
 * not delayed: clients use them as keep-alive signals.
 */
export async function* swapEvents(
  stream: AsyncIterable<Step>,
  isPicked: (ordinal: number) => boolean,
): AsyncGenerator<Step> {
  let held: Frame | null = null;
  for await (const each of placed(stream)) {
    const { step, event, ordinal } = each;
    if (held === null && event !== null && isPicked(ordinal)) {
      held = event;
      continue;
    }
    if (held === null || (event === null && isWithinStream(each))) {
      yield step;
      continue;
    }
    const [first, second]: [Step, Step] = event === null ? [held, step] : [event, held];
    held = null;
    yield first;
    yield second;
  }
}
