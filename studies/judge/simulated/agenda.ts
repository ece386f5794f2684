/** Something that becomes known at one moment, such as the end of a request. */
export class Signal {
  #isGiven = false;
  #waiting: (() => void)[] = [];

  get isGiven(): boolean {
    return this.#isGiven;
  }

  give(): void {
    if (this.#isGiven) return;
    this.#isGiven = true;
    for (const wake of this.#waiting) wake();
    this.#waiting = [];
  }

  whenGiven(wake: () => void): void {
    this.#waiting.push(wake);
  }
}

/** What a life waits for: the first of some signals or the end of a time, whichever comes sooner. */
export interface Until {
  readonly first: readonly Signal[];
  readonly ms: number;
}

/** What one worker of a client does: it yields what it waits for. */
export type Life<Result = void> = Generator<Until, Result, void>;

export const sleep = (ms: number): Until => ({ first: [], ms });
export const known = (...first: readonly Signal[]): Until => ({ first, ms: Number.POSITIVE_INFINITY });

interface Due {
  readonly at: number;
  act(): void;
}

/** Simulated time: what is due, in order; of two acts that are due at once the older one is first. */
export class Agenda {
  /** Milliseconds since the beginning, with a fraction. */
  now = 0;
  /** The latest first, so that the next one is taken from the end. */
  readonly #due: Due[] = [];

  at(at: number, act: () => void): void {
    const due = { at: Math.max(this.now, at), act };
    let place = this.#due.length;
    while (place > 0 && (this.#due[place - 1] as Due).at <= due.at) place -= 1;
    this.#due.splice(place, 0, due);
  }

  begin(life: Life, at = 0): void {
    const goOn = () => {
      const { done, value } = life.next();
      if (done !== true) this.#wake(value, goOn);
    };
    this.at(at, goOn);
  }

  #wake({ first, ms }: Until, goOn: () => void): void {
    let state: 'asleep' | 'awake' = 'asleep';
    const wake = () => {
      if (state === 'awake') return;
      state = 'awake';
      goOn();
    };
    for (const signal of first)
      if (signal.isGiven) this.at(this.now, wake);
      else signal.whenGiven(wake);
    if (Number.isFinite(ms)) this.at(this.now + ms, wake);
  }

  /** Lives all lives to their ends. */
  run(): void {
    for (let due = this.#due.pop(); due !== undefined; due = this.#due.pop()) {
      this.now = due.at;
      due.act();
    }
  }
}
