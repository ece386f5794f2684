import type { PageClock } from './clock.ts';

/** A question that took long is asked less often, so that it costs the gateway little. */
const [restPerWork, longestRestMs] = [8, 10_000];

function visible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) =>
    document.addEventListener('visibilitychange', () => resolve(), { once: true }),
  );
}

/** Repeats the work after so many milliseconds while the page is seen, until it is stopped. */
export function every(ms: () => number, clock: PageClock, work: () => Promise<void>): () => void {
  let state: 'on' | 'off' = 'on';
  const run = async (): Promise<void> => {
    while (state === 'on') {
      await visible();
      const began = clock.now();
      await work();
      const rest = Math.max(ms(), Math.min(longestRestMs, (clock.now() - began) * restPerWork));
      await new Promise<void>((resolve) => clock.after(rest, resolve));
    }
  };
  void run();
  return () => {
    state = 'off';
  };
}
