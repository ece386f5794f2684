/** Time, passed in wherever it is needed, so that tests can control it. */
export interface Clock {
  /** Milliseconds since the Unix epoch as it was at the start, monotonic, with a fraction: for intervals. */
  now(): number;
  /** Milliseconds since the Unix epoch by the machine's clock, which may be set: for dates that are sent. */
  wall(): number;
  /** Calls back once after `ms`. The returned function cancels. The timer does not keep the process alive. */
  after(ms: number, callback: () => void): () => void;
  /** IMF-fixdate of RFC 9110 section 5.6.7; fractions of a second are cut off. */
  httpDate(at: number): string;
}

/** Longest delay in milliseconds that `setTimeout` supports; with a longer one it fires at once. */
const maxTimerMs = 2 ** 31 - 1;

const { timeOrigin } = performance;

/** Of the second that was written last: most answers of a second have the same. */
let written = { second: Number.NaN, text: '' };

function httpDate(at: number): string {
  const second = Math.floor(at / 1_000);
  if (second !== written.second) written = { second, text: new Date(at).toUTCString() };
  return written.text;
}

export const systemClock: Clock = {
  now: () => timeOrigin + performance.now(),
  wall: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, maxTimerMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
  httpDate,
};

/** Keeps the process alive until the returned function is called; timers of the clock do not. */
export function keepProcessAlive(): () => void {
  const timer = setInterval(() => {}, maxTimerMs);
  return () => clearInterval(timer);
}

/** Milliseconds since the Unix epoch of an IMF-fixdate; `null`: the text is no such date. */
export function readHttpDate(text: string): number | null {
  const at = / GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** RFC 3339, in UTC: `2026-03-01T12:00:00.000Z`. */
export function rfc3339(at: number): string {
  return new Date(at).toISOString();
}

/** When its month in UTC begins, or one that many months later. */
export function beginningOfMonth(at: number, later: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
}

/** Milliseconds since the Unix epoch; NaN: it is no such time. */
export function readRfc3339(text: string): number {
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
}
