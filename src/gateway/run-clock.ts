import type { Clock } from '../lib/clock.ts';
import type { RunStore } from '../store/run-store.ts';

/** When a scenario began. */
export interface RunClock {
  /** Milliseconds since the scenario began; the first asking begins it. */
  elapsed(now: number): number;
  /** The same, without beginning it: 0 before its first request. */
  age(): number;
  /** Goes on as if the scenario had begun so many milliseconds ago. */
  jump(elapsedMs: number): void;
  /** Learns when it began for other gateways; `null`: that is known. Never rejects. */
  join(): Promise<void> | null;
}

/** `begins`: at once, or with the first request. */
export function createRunClock(
  clock: Clock,
  begins: 'at-once' | 'with-request',
  shared: RunStore | null,
): RunClock {
  let began = begins === 'at-once' ? clock.now() : null;
  const jump = (elapsedMs: number): void => {
    began = clock.now() - elapsedMs;
  };
  // While the store is away this gateway goes on by itself.
  const alone = (): void => {};
  return {
    elapsed(now) {
      began ??= now;
      return now - began;
    },
    age: () => (began === null ? 0 : clock.now() - began),
    jump,
    join: () => shared?.begin(clock.now())?.then(jump, alone) ?? null,
  };
}
