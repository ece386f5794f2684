import type { Clock } from './clock.ts';

/**
 * Does something again and again, each time `ms` after the last one has ended. Answers what ends it; the
 * signal says to one that is under way that it did.
 */
export function repeat(clock: Clock, ms: number, task: (ended: AbortSignal) => Promise<void>): () => void {
  const ended = new AbortController();
  let cancel = () => {};
  async function next(): Promise<void> {
    await task(ended.signal);
    if (!ended.signal.aborted) later();
  }
  function later(): void {
    cancel = clock.after(ms, () => void next());
  }
  later();
  return () => {
    ended.abort();
    cancel();
  };
}
