import type { AbortSignalLike } from '../../lib/abort-notifier.ts';
import type { Step } from '../../model/step.ts';
import type { ReadySteps } from './ready.ts';
import { Unsent } from './unsent.ts';

type Apply = (steps: AsyncIterable<Step>) => AsyncIterable<Step>;

const over = { done: true, value: undefined } as const;

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
export class UntilEnded implements ReadySteps {
  readonly #unsent: Unsent;
  readonly #faulty: AsyncIterator<Step>;
  readonly #end: Pick<AbortSignalLike, 'aborted'>;
  #last: Step['kind'] | null = null;
  /** What was not sent when the fault ended; `null`: it acts. */
  #rest: AsyncGenerator<Step> | null = null;

  constructor(steps: AsyncIterable<Step>, apply: Apply, end: Pick<AbortSignalLike, 'aborted'>) {
    this.#unsent = new Unsent(steps);
    this.#faulty = apply(this.#unsent)[Symbol.asyncIterator]();
    this.#end = end;
  }

  get #isOver(): boolean {
    return this.#end.aborted && this.#unsent.isWhole;
  }

  async next(): Promise<IteratorResult<Step>> {
    try {
      const next = this.#rest === null ? await this.#ofFault() : null;
      if (next !== null) return next;
      this.#rest ??= this.#unsent.rest();
      return await this.#rest.next();
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  /** `null`: the fault is over. */
  async #ofFault(): Promise<IteratorResult<Step> | null> {
    if (this.#isOver && this.#last !== 'hang') return null;
    const next = await this.#faulty.next();
    if (next.done === true) return this.return();
    const severs = this.#last === 'hang' && next.value.kind === 'sever';
    if (this.#isOver && !severs) return null;
    this.#last = next.value.kind;
    return { done: false, value: this.#unsent.sent(next.value) };
  }

  ready(): Step | null {
    return this.#rest === null ? null : this.#unsent.ready();
  }

  async return(): Promise<IteratorResult<Step>> {
    this.#close();
    return over;
  }

  #close(): void {
    // Not awaited: a silent source settles only after the client's disconnect has cancelled it.
    this.#faulty.return?.(undefined).catch(() => {});
    this.#unsent.close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
