import type { AbortSignalLike } from '../../lib/abort-notifier.ts';
import type { Step } from '../../model/step.ts';
import { Unsent } from './unsent.ts';

type Apply = (steps: AsyncIterable<Step>) => AsyncIterable<Step>;

/**
 * Applies a fault until it is to end; then the answer goes on as it came, with the bytes that the fault held
 * back. What the fault has changed already cannot be taken back: then it goes on, without its waits.
 *
 *   source   head  one  two  three  four  end
 *   fault    head  one  (stall ┊
 *   ended                      ┊ two  three  four  end
 *
 * Where a connection was to be severed behind a hang, it is severed: nothing was to follow.
 */
export async function* untilEnded(
  steps: AsyncIterable<Step>,
  apply: Apply,
  end: Pick<AbortSignalLike, 'aborted'>,
): AsyncGenerator<Step> {
  const unsent = new Unsent(steps);
  const faulty = apply(unsent)[Symbol.asyncIterator]();
  const isOver = () => end.aborted && unsent.isWhole;
  let last: Step['kind'] | null = null;
  try {
    while (!isOver() || last === 'hang') {
      const next = await faulty.next();
      if (next.done === true) return;
      const severs = last === 'hang' && next.value.kind === 'sever';
      if (isOver() && !severs) break;
      last = next.value.kind;
      yield unsent.sent(next.value);
    }
    yield* unsent.rest();
  } finally {
    // Not awaited: a silent source settles only after the client's disconnect has cancelled it.
    faulty.return?.(undefined).catch(() => {});
    unsent.close();
  }
}
