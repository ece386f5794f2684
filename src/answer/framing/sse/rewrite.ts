import type { Clock } from '../../../lib/clock.ts';
import type { Step } from '../../../model/step.ts';
import type { Interlude } from '../deadline.ts';
import { framed, isPlainEventStream } from '../events.ts';
import { interpose } from '../interpose.ts';
import type { Position } from '../position.ts';

export type Frame = Extract<Step, { kind: 'frame' }>;

/** Stands where a position lies; never played. */
const here: Step = { kind: 'frame', bytes: Buffer.alloc(0), comment: true };
const mark: Interlude = { steps: [here], rest: 'follows' };

/** Whether an event may begin behind what came so far; `outside`: there are no events to be told apart. */
type Place = 'between-events' | 'inside-event' | 'outside';

/** A step of a stream, and where it leaves us. */
interface Placed {
  readonly step: Step;
  /** The step, where it is a whole event. An event that comes in pieces is nobody's to rewrite. */
  readonly event: Frame | null;
  /** How many events have ended, this one included. */
  readonly ordinal: number;
  readonly place: Place;
}

function placeBehind(step: Step, place: Place): Place {
  if (step.kind === 'head') return isPlainEventStream(step.headers) ? 'between-events' : 'outside';
  if (step.kind !== 'frame' || step === here || place === 'outside') return place;
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

/** Every whole event as `rewrite` makes it, by its number from 1; all else stays. */
export async function* rewriteEvents(
  stream: AsyncIterable<Step>,
  rewrite: (event: Frame, ordinal: number) => Iterable<Step>,
): AsyncGenerator<Step> {
  for await (const { step, event, ordinal } of placed(stream))
    if (event === null) yield step;
    else yield* rewrite(event, ordinal);
}

/**
 * The first whole event that begins behind the position, as `rewrite` makes it. `null`: not this one, but
 * perhaps the next.
 */
export async function* rewriteNext(
  stream: AsyncIterable<Step>,
  position: Position,
  clock: Clock,
  rewrite: (event: Frame) => Iterable<Step> | null,
): AsyncGenerator<Step> {
  let state: 'before' | 'due' | 'done' = 'before';
  for await (const { step, event } of placed(interpose(stream, position, mark, clock))) {
    if (step === here) {
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

/** Plays `interlude` at the position, or where that lies inside an event, behind it. */
export async function* interposeBetween(
  stream: AsyncIterable<Step>,
  position: Position,
  interlude: Interlude,
  clock: Clock,
): AsyncGenerator<Step> {
  let state: 'before' | 'due' | 'done' = 'before';
  for await (const { step, place } of placed(interpose(stream, position, mark, clock))) {
    if (step === here) state = 'due';
    else yield step;
    if (state !== 'due' || place !== 'between-events') continue;
    state = 'done';
    yield* interlude.steps;
    if (interlude.rest === 'dropped') return;
  }
}

/** Whether one may wait behind the step for the next event. */
function isWithinStream({ step, place }: Placed): boolean {
  const { kind } = step;
  return kind === 'pause' || kind === 'hang' || (kind === 'frame' && place === 'between-events');
}

/** Events that are picked change places with the next one. Comments pass one that waits: they say: alive. */
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
