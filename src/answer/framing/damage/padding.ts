import type { Step } from '../../../model/step.ts';
import { resized } from '../bodies.ts';
import { framed } from '../events.ts';
import { type Head, lengthOf } from '../headers.ts';
import { editLastBytes } from './last-bytes.ts';

/** Padding: JSON allows spaces before and after its last bracket. */
const spaces = Buffer.alloc(65_536, ' ');

function* blank(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= spaces.length) yield spaces.subarray(0, left);
}

function isBracket(byte: number | undefined): boolean {
  return byte === 0x5d || byte === 0x7d;
}

async function* paddedSteps(rest: AsyncIterable<Step>, size: number): AsyncGenerator<Step> {
  let seen = 0;
  async function* counted(): AsyncGenerator<Step> {
    for await (const step of framed(rest)) {
      if (step.kind === 'frame') seen += step.bytes.length;
      yield step;
    }
  }
  yield* editLastBytes(counted(), 1, function* (last) {
    if (!isBracket(last[0])) yield last;
    yield* blank(size - seen);
    if (isBracket(last[0])) yield last;
  });
}

/**
 * An answer whose body has at least `size` bytes: padded with spaces before its last bracket, or at its end.
 */
export async function* padded(head: Head, rest: AsyncIterable<Step>, size: number): AsyncGenerator<Step> {
  const length = lengthOf(head);
  yield length === null ? head : resized(head, Math.max(length, size));
  yield* paddedSteps(rest, size);
}
