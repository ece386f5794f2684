import type { Clock } from '../../../lib/clock.ts';
import type { Step } from '../../../model/step.ts';
import { measured, resized, startingWith } from '../bodies.ts';
import { type Head, lengthOf } from '../headers.ts';
import { interpose } from '../interpose.ts';
import type { Position } from '../position.ts';

/** Number of bytes that are left of a body of `length` bytes. */
function leftOf(length: number, position: Position): number {
  if (position.kind === 'bytes') return Math.min(position.count, length);
  return position.kind === 'share' ? Math.floor(position.share * length) : length;
}

async function* shortened(steps: AsyncIterable<Step>, position: Position): AsyncGenerator<Step> {
  for await (const step of steps) {
    const length = step.kind === 'head' ? lengthOf(step) : null;
    yield step.kind === 'head' && length !== null ? resized(step, leftOf(length, position)) : step;
  }
}

/** An answer whose body ends after a number or a share of its bytes, as if it were complete there. */
export function truncated(
  head: Head,
  rest: AsyncIterable<Step>,
  position: Position,
  clock: Clock,
): AsyncIterable<Step> {
  const answer = position.kind === 'share' ? measured(head, rest) : startingWith(head, rest);
  const cut = { steps: [{ kind: 'end', damaged: true }], rest: 'dropped' } as const;
  return shortened(interpose(answer, position, cut, clock), position);
}
