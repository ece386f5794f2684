import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { duration, size } from '../../lib/shapes.ts';
import { sayDuration } from '../../lib/units.ts';
import type { Step } from '../../model/step.ts';
import { interposeAfter } from './deadline.ts';
import { framed } from './events.ts';
import { type Head, lengthOf } from './headers.ts';

/** Where in an answer a fault acts; at most one of them. */
export const positionShape = {
  at: z.enum(['before-head', 'after-head']).optional(),
  frames: z.int().min(0).optional(),
  bytes: size.optional(),
  after: duration.optional(),
  share: z.number().gt(0).lt(1).optional(),
};

type PositionParams = {
  [Name in keyof typeof positionShape]?: z.output<(typeof positionShape)[Name]>;
};

export type Position =
  | { readonly kind: 'before-head' }
  | { readonly kind: 'after-head' }
  | { readonly kind: 'frames'; readonly count: number }
  | { readonly kind: 'bytes'; readonly count: number }
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'share'; readonly share: number };

export const onePosition = 'only one of at, frames, bytes, after and share says where';

/** For `.refine()`: at most one way to say where. */
export function hasOnePosition(params: PositionParams): boolean {
  return (
    Object.keys(positionShape).filter((name) => params[name as keyof PositionParams] !== undefined).length <=
    1
  );
}

export function positionOf(params: PositionParams, otherwise: Position): Position {
  if (params.at !== undefined) return { kind: params.at };
  if (params.frames !== undefined) return { kind: 'frames', count: params.frames };
  if (params.bytes !== undefined) return { kind: 'bytes', count: params.bytes };
  if (params.after !== undefined) return { kind: 'after', ms: params.after };
  if (params.share !== undefined) return { kind: 'share', share: params.share };
  return otherwise;
}

export function sayPosition(position: Position): string {
  switch (position.kind) {
    case 'before-head':
      return 'before the head';
    case 'after-head':
      return 'after the head';
    case 'frames':
      return `after ${position.count} frames`;
    case 'bytes':
      return `after ${position.count} bytes of the body`;
    case 'after':
      return `${sayDuration(position.ms)} after the head`;
    case 'share':
      return `after ${position.share * 100} % of the body`;
  }
}

/** What is done at the position, and whether the rest of the answer follows. */
export interface Interlude {
  readonly steps: readonly Step[];
  readonly rest: 'dropped' | 'follows';
}

/**
 * Plays `interlude` at `position` of an answer; a position that is never reached changes nothing.
 *
 *   head  frame  frame ╎ frame  end        position: after 2 frames
 *                      └ interlude, then drop the rest or let it follow
 */
export async function* interpose(
  steps: AsyncIterable<Step>,
  position: Position,
  interlude: Interlude,
  clock: Clock,
): AsyncGenerator<Step> {
  if (position.kind === 'after') return yield* interposeAfter(steps, position.ms, interlude, clock);
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
    yield* interlude.steps;
    if (interlude.rest === 'dropped') return;
    if (cut.rest !== null) yield cut.rest;
  }
}

/** A step split at the position. */
interface Cut {
  readonly before: Step | null;
  readonly rest: Step | null;
}

/** Looks at each step in turn; answers where the position lies in it, or `null` while it is not reached. */
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
      // Where nobody knows the length the position is never reached.
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
    // Half an event is none yet: whoever counts frames counts its second half.
    return {
      before: { kind: 'frame', bytes: step.bytes.subarray(0, left), comment: true },
      rest: { ...step, bytes: step.bytes.subarray(left) },
    };
  };
}
