import type { Counted, SharedLimit } from './limits.ts';

/** What a limit of requests let through while it was used, and what it would have let through. */
export interface Room {
  readonly taken: number;
  readonly refused: number;
  /** The most that it lets through from the first request to the last. */
  readonly allowed: number;
  /** What came back while a call was seen waiting for it and was never used. */
  readonly lost: number;
}

interface Event {
  readonly at: number;
  /** `waits`: one more call is waiting, or one fewer (-1). */
  readonly is: 'taken' | 'refused' | 'waits';
  readonly more: number;
}

/** Between a refusal and the next request of its call that call is seen waiting. */
function eventsOf(counted: readonly Counted[]): Event[] {
  const refusedAt = new Map<Counted['call'], number>();
  const events = counted.flatMap(({ call, attempt: { at }, then }): Event[] => {
    const from = refusedAt.get(call);
    if (then === 'refused') refusedAt.set(call, at);
    else refusedAt.delete(call);
    const waited: Event[] =
      from === undefined
        ? []
        : [
            { at: from, is: 'waits', more: 1 },
            { at, is: 'waits', more: -1 },
          ];
    return then === 'aside' ? waited : [...waited, { at, is: then, more: 0 }];
  });
  return events.toSorted((one, other) => one.at - other.at);
}

/**
 * What is free of a limit, as if it came back evenly, in two parts: what came while a call was waiting, and
 * the rest. Whatever is taken is taken of the first part, so that no more is called lost than surely was.
 *
 *     free
 *      │▒▒▒▒╲        ░ came while a call waited
 *      │▒▒▒▒▒╲   ░╱╲ ▒ came otherwise
 *      └──────┴──────── time
 *             └ refused: nothing is free
 */
class Free {
  readonly #amount: number;
  #inWait = 0;
  #otherwise: number;
  #lost = 0;

  constructor(amount: number, otherwise: number) {
    this.#amount = amount;
    this.#otherwise = otherwise;
  }

  comeBack(amount: number, waiting: number): void {
    if (waiting > 0) this.#inWait += amount;
    else this.#otherwise += amount;
    const excess = Math.max(0, this.#inWait + this.#otherwise - this.#amount);
    const spared = Math.min(excess, this.#otherwise);
    this.#otherwise -= spared;
    this.#inWait -= excess - spared;
    this.#lost += excess - spared;
  }

  take(): void {
    const ofWait = Math.min(1, this.#inWait);
    this.#inWait -= ofWait;
    this.#otherwise = Math.max(0, this.#otherwise - (1 - ofWait));
  }

  /** A refused request shows that less than one is free, however it comes back. */
  refuse(): void {
    this.#inWait = Math.min(1, this.#inWait);
    this.#otherwise = 0;
  }

  get lost(): number {
    return Math.floor(this.#lost + this.#inWait);
  }
}

/** What was free before the first request. */
function freeAtFirst({ reading, then }: Counted): number {
  return then === 'taken' ? reading.remaining + 1 : reading.remaining;
}

export function roomOf({ counted }: SharedLimit): Room {
  const [first] = counted;
  const { amount, perMs } = first.reading;
  const atFirst = freeAtFirst(first);
  const free = new Free(amount, atFirst);
  let [at, waiting] = [first.attempt.at, 0];
  for (const event of eventsOf(counted)) {
    free.comeBack(((event.at - at) * amount) / perMs, waiting);
    at = event.at;
    waiting += event.more;
    if (event.is === 'taken') free.take();
    if (event.is === 'refused') free.refuse();
  }
  const count = (is: Counted['then']) => counted.filter(({ then }) => then === is).length;
  const taken = count('taken');
  const ms = (counted.at(-1) ?? first).attempt.at - first.attempt.at;
  const allowed = Math.max(taken, Math.floor(atFirst + (ms * amount) / perMs));
  return { taken, refused: count('refused'), allowed, lost: free.lost };
}
