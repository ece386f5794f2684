import { z } from 'zod';

/**
 * Parameters of a fault that acts on events by their number: `frames` is the first one, `every` the interval.
 */
export const picks = z.strictObject({
  frames: z.int().min(1).optional().describe('The number of the event. Default: 2, or `every`.'),
  every: z.int().min(1).optional().describe('And each so many on.'),
});

type Picks = z.output<typeof picks>;

const secondEvent = 2;

function firstOf({ frames, every }: Picks): number {
  return frames ?? every ?? secondEvent;
}

/** Returns a test for whether the event with a given number (from 1) is picked. */
export function pickOf(given: Picks): (ordinal: number) => boolean {
  const first = firstOf(given);
  const { every } = given;
  if (every === undefined) return (count) => count === first;
  return (count) => count >= first && (count - first) % every === 0;
}

export function describePick(given: Picks): string {
  const { every } = given;
  const further =
    every === undefined ? '' : every === 1 ? ' and every one behind it' : ` and each ${every} on`;
  return `event ${firstOf(given)}${further}`;
}
