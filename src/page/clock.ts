/** Time in the browser; the rest of the page takes it from here. */
export interface PageClock {
  /** Milliseconds since the Unix epoch, monotonic. */
  now(): number;
  /** Calls back once; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

export const browserClock: PageClock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
