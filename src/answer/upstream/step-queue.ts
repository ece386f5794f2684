import type { Step } from '../../model/step.ts';

export type Pulled = IteratorResult<Step, undefined>;

export const finished: Pulled = { done: true, value: undefined };

/** Steps that were told before anyone asked, or one pull that waits for the next step. */
export class StepQueue {
  #steps: Step[] = [];
  #waiting: ((pulled: Pulled) => void) | null = null;
  #state: 'open' | 'closed' = 'open';

  push(step: Step): void {
    if (this.#waiting === null) this.#steps.push(step);
    else this.#answer({ value: step });
  }

  pull(): Promise<Pulled> {
    const value = this.#steps.shift();
    if (value !== undefined) return Promise.resolve({ value });
    if (this.#state === 'closed') return Promise.resolve(finished);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** What was told is still pulled; nothing comes after it. */
  close(): void {
    this.#state = 'closed';
    if (this.#waiting !== null) this.#answer(finished);
  }

  /** Nobody wants what was told either. */
  abandon(): void {
    this.#steps = [];
    this.close();
  }

  #answer(pulled: Pulled): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(pulled);
  }
}
