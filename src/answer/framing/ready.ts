import type { Step } from '../../model/step.ts';

/**
 * Steps that are pulled one by one. Those that are there already can be taken without waiting: when a
 * thousand answers go on at the same moment, promises for each step of each of them take most of a second.
 */
export interface ReadySteps extends AsyncIterableIterator<Step> {
  /** The next step; `null`: it is not there so far, or there is none, which `next` tells. */
  ready(): Step | null;
}

/** `null` where the steps cannot tell. Not to be called while `next` is pending. */
export function readyOf(steps: AsyncIterator<Step>): Step | null {
  return 'ready' in steps ? (steps as ReadySteps).ready() : null;
}

/** Steps of which each becomes another one. */
export class EachStep implements ReadySteps {
  readonly #source: AsyncIterator<Step>;
  readonly #change: (step: Step) => Step;

  constructor(steps: AsyncIterable<Step>, change: (step: Step) => Step) {
    this.#source = steps[Symbol.asyncIterator]();
    this.#change = change;
  }

  async next(): Promise<IteratorResult<Step>> {
    const next = await this.#source.next();
    return next.done === true ? next : { done: false, value: this.#change(next.value) };
  }

  ready(): Step | null {
    const step = readyOf(this.#source);
    return step === null ? null : this.#change(step);
  }

  async return(): Promise<IteratorResult<Step>> {
    await this.#source.return?.(undefined);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Steps of a source that is asked when the first one is pulled. */
export class DeferredSteps implements ReadySteps {
  readonly #ask: () => readonly Step[] | AsyncIterable<Step>;
  /** What is left of an answer that is there; `null`: it is pulled from `#source`, or nothing was asked. */
  #left: Step[] | null = null;
  #source: AsyncIterator<Step> | null = null;

  constructor(ask: () => readonly Step[] | AsyncIterable<Step>) {
    this.#ask = ask;
  }

  // Asynchronous, so that a source which cannot be asked rejects.
  async next(): Promise<IteratorResult<Step>> {
    if (this.#left === null && this.#source === null) this.#begin();
    if (this.#source !== null) return this.#source.next();
    const value = this.ready();
    return value === null ? { done: true, value: undefined } : { done: false, value };
  }

  #begin(): void {
    const answer = this.#ask();
    if (Symbol.asyncIterator in answer) this.#source = answer[Symbol.asyncIterator]();
    // From its end, so that taking the next one costs the same for any length.
    else this.#left = [...answer].reverse();
  }

  ready(): Step | null {
    return this.#left?.pop() ?? null;
  }

  async return(): Promise<IteratorResult<Step>> {
    this.#left = [];
    await this.#source?.return?.(undefined);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
