import type { Allowance, Wait } from '../../../src/limits/algorithm.ts';

/** Something that happened to one key of one limit; a correction names the taking that it corrects. */
interface Event {
  readonly at: number;
  readonly amount: number;
  readonly corrects: Event | null;
}

type Fits = (events: readonly Event[], allowance: Allowance, now: number, amount: number) => boolean;
type Used = (events: readonly Event[], allowance: Allowance, now: number) => number;

/** Drained in exact fractions: of one request there are as many as milliseconds in the span. */
function drained(events: readonly Event[], { amount, perMs }: Allowance, now: number): bigint {
  let used = 0n;
  let at = events[0]?.at ?? now;
  const drain = (to: number) => {
    used -= BigInt(to - at) * BigInt(amount);
    if (used < 0n) used = 0n;
    at = to;
  };
  for (const event of events) {
    drain(event.at);
    used += BigInt(event.amount) * BigInt(perMs);
    if (used < 0n) used = 0n;
  }
  drain(now);
  return used;
}

/** The events of the window that is open now, and when it began. */
function openWindow(events: readonly Event[], { perMs }: Allowance, now: number) {
  let began: number | null = null;
  let used = 0;
  for (const { at, amount, corrects } of events) {
    const isOpen: boolean = began !== null && at < began + perMs;
    const isBack = corrects !== null && amount < 0;
    if (isBack && !(isOpen && corrects.at >= (began ?? 0))) continue;
    if (!isOpen) [began, used] = [at, 0];
    used = Math.max(0, used + amount);
  }
  return began !== null && now < began + perMs ? { began, used } : { began: null, used: 0 };
}

/** What is still counted of each taking that lies within the span before now. */
function recent(events: readonly Event[], { perMs }: Allowance, now: number): Map<Event, number> {
  const counted = new Map<Event, number>();
  for (const event of events) {
    const { at, amount, corrects } = event;
    if (corrects === null || amount > 0) counted.set(event, amount);
    // Given back too late, when it does not count any more, it changes nothing.
    else if (at < corrects.at + perMs)
      counted.set(corrects, Math.max(0, (counted.get(corrects) ?? 0) + amount));
  }
  return new Map([...counted].filter(([{ at }]) => at + perMs > now));
}

/** `2026-03`, or the number of the span: moments of one window have one name. */
function windowName(at: number, { perMs, calendar }: Allowance): string {
  const { every, resetsAtMs } = calendar ?? { every: 'spans', resetsAtMs: 0 };
  if (every === 'month') return new Date(at - resetsAtMs).toISOString().slice(0, 7);
  const [moment, span] = [BigInt(at - resetsAtMs), BigInt(perMs)];
  return String((moment - (((moment % span) + span) % span)) / span);
}

/** What is used in the window of the calendar that is open now. */
function inWindow(events: readonly Event[], allowance: Allowance, now: number): number {
  const open = windowName(now, allowance);
  return events
    .filter(({ at, amount, corrects }) => {
      const counted = amount < 0 && corrects !== null ? corrects.at : at;
      return windowName(at, allowance) === open && windowName(counted, allowance) === open;
    })
    .reduce((used, { amount }) => Math.max(0, used + amount), 0);
}

const sum = (amounts: Iterable<number>) => [...amounts].reduce((total, amount) => total + amount, 0);

interface Naive {
  readonly fits: Fits;
  readonly used: Used;
}

const kinds: Readonly<Record<string, Naive>> = {
  'continuous-refill': {
    fits: (events, allowance, now, amount) =>
      drained(events, allowance, now) + BigInt(amount) * BigInt(allowance.perMs) <=
      BigInt(allowance.amount) * BigInt(allowance.perMs),
    used: (events, allowance, now) => {
      const span = BigInt(allowance.perMs);
      return Number((drained(events, allowance, now) + span - 1n) / span);
    },
  },
  'fixed-window': {
    fits: (events, allowance, now, amount) =>
      openWindow(events, allowance, now).used + amount <= allowance.amount,
    used: (events, allowance, now) => openWindow(events, allowance, now).used,
  },
  'sliding-window': {
    fits: (events, allowance, now, amount) =>
      sum(recent(events, allowance, now).values()) + amount <= allowance.amount,
    used: (events, allowance, now) => sum(recent(events, allowance, now).values()),
  },
  'calendar-window': {
    fits: (events, allowance, now, amount) => inWindow(events, allowance, now) + amount <= allowance.amount,
    used: inWindow,
  },
  balance: {
    fits: (events, { amount: limit }, _, amount) =>
      sum(events.map((event) => event.amount)) + amount <= limit,
    used: (events) => sum(events.map((event) => event.amount)),
  },
  concurrency: {
    fits: (events, { amount: limit }, _, amount) =>
      sum(events.map((event) => event.amount)) + amount <= limit,
    used: (events) => sum(events.map((event) => event.amount)),
  },
};

/** The smallest number for which it holds, where it holds for all larger ones. */
function smallest(holds: (value: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A second telling of a limit, as simple as it can be: it keeps every event for ever, asks all of them anew
 * each time, and finds waits by trying.
 */
export class NaiveLimit {
  readonly #kind: Naive;
  readonly #algorithm: string;
  readonly #allowance: Allowance;
  readonly #events = new Map<string, Event[]>();

  constructor(algorithm: string, allowance: Allowance) {
    const kind = kinds[algorithm];
    if (kind === undefined) throw new Error(`no naive telling of ${algorithm}`);
    this.#kind = kind;
    this.#algorithm = algorithm;
    this.#allowance = allowance;
  }

  #of(key: string): readonly Event[] {
    return this.#events.get(key) ?? [];
  }

  wait(key: string, now: number, amount: number): Wait {
    if (this.#algorithm === 'balance')
      return this.#kind.fits(this.#of(key), this.#allowance, now, amount) ? 0 : 'when-topped-up';
    if (amount > this.#allowance.amount) return Number.POSITIVE_INFINITY;
    const fitsAt = (at: number) => this.#kind.fits(this.#of(key), this.#allowance, at, amount);
    if (this.#algorithm === 'concurrency') return fitsAt(now) ? 0 : 'when-one-ends';
    return smallest((ms) => fitsAt(now + ms), 100 * this.#allowance.perMs);
  }

  remaining(key: string, now: number): number {
    return Math.max(0, this.#allowance.amount - this.#kind.used(this.#of(key), this.#allowance, now));
  }

  add(key: string, at: number, amount: number, corrects: Event | null = null): Event {
    const event = { at, amount, corrects };
    this.#events.set(key, [...this.#of(key), event]);
    return event;
  }
}
