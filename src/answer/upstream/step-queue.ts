import type { Step } from '../../model/step.ts';

export type Pulled = IteratorResult<Step, undefined>;

export const finished: Pulled = { done: true, value: undefined };

/** A queue between push and pull: holds steps that were not pulled yet, or one pull that waits for a step. */
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

  /** Ends the queue; steps already in it can still be pulled. */
  close(): void {
    this.#state = 'closed';
    if (this.#waiting !== null) this.#answer(finished);
  }

  /** Ends the queue and drops the steps in it. */
  discard(): void {
    this.#steps = [];
    this.close();
  }

  #answer(pulled: Pulled): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(pulled);
  }
}
