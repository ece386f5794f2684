import type { Clock } from '../../lib/clock.ts';
import type { Step } from '../../model/step.ts';
import { type Insertion, interposeAfter } from './deadline.ts';
import { framed } from './events.ts';
import { type Head, lengthOf } from './headers.ts';
import type { Position } from './position.ts';

/**
 * Inserts `insertion` at `position` of an answer. If the
 * position is never reached, the answer does not change.
 *
 *   head  frame  frame ╎ frame  end        position: after 2 frames
 *                      └ insertion; then the rest is dropped, or follows
 */
export async function* interpose(
  steps: AsyncIterable<Step>,
  position: Position,
  insertion: Insertion,
  clock: Clock,
): AsyncGenerator<Step> {
  if (position.kind === 'after') return yield* interposeAfter(steps, position.ms, insertion, clock);
  const reached = detector(position);
  const source = position.kind === 'before-head' || position.kind === 'after-head' ? steps : framed(steps);
  let done = false;
  for await (const step of source) {
    const cut = done ? null : reached(step);
    if (cut === null) {
      yield step;
      continue;
    }
    done = true;
    if (cut.before !== null) yield cut.before;
    yield* insertion.steps;
    if (insertion.rest === 'dropped') return;
    if (cut.rest !== null) yield cut.rest;
  }
}

/** Ends an answer at `position`; before the head its source is not asked. */
export async function* cutAt(
  steps: AsyncIterable<Step>,
  position: Position,
  ending: readonly Step[],
  clock: Clock,
): AsyncGenerator<Step> {
  if (position.kind === 'before-head') yield* ending;
  else yield* interpose(steps, position, { steps: ending, rest: 'dropped' }, clock);
}

/** A step split at the position. */
interface Cut {
  readonly before: Step | null;
  readonly rest: Step | null;
}

/**
 * Is called with each step in turn. Returns the step cut at the position, or `null` while it is not reached.
 */
type Detector = (step: Step) => Cut | null;

function detector(position: Exclude<Position, { kind: 'after' }>): Detector {
  switch (position.kind) {
    case 'before-head':
      return (step) => ({ before: null, rest: step });
    case 'after-head':
      return (step) => (step.kind === 'head' ? { before: step, rest: null } : null);
    case 'frames':
      return position.count === 0 ? detector({ kind: 'after-head' }) : afterFrames(position.count);
    case 'bytes':
      return afterBytes(() => position.count);
    case 'share':
      // If the length is unknown, the position is never reached.
      return afterBytes((head) => Math.floor(position.share * (lengthOf(head) ?? Number.POSITIVE_INFINITY)));
  }
}

function afterFrames(count: number): Detector {
  let seen = 0;
  return (step) => {
    if (step.kind !== 'frame' || step.comment === true) return null;
    seen += 1;
    return seen === count ? { before: step, rest: null } : null;
  };
}

function afterBytes(limit: (head: Head) => number): Detector {
  let left = Number.POSITIVE_INFINITY;
  return (step) => {
    if (step.kind === 'head') {
      left = limit(step);
      return left === 0 ? { before: step, rest: null } : null;
    }
    if (step.kind !== 'frame') return null;
    if (step.bytes.length < left) {
      left -= step.bytes.length;
      return null;
    }
    if (step.bytes.length === left) return { before: step, rest: null };
    // Half an event does not count as a frame: only its second half does.
    return {
      before: { kind: 'frame', bytes: step.bytes.subarray(0, left), comment: true, part: true },
      rest: { ...step, bytes: step.bytes.subarray(left) },
    };
  };
}
