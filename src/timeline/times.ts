/** Numbers in ascending order. */
export type Ascending = readonly number[];

export function ascending(times: readonly number[]): Ascending {
  return times.toSorted((a, b) => a - b);
}

/** Index of the first number that is at least `time`. */
function indexFrom(times: Ascending, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Count of the times from `from` to `to`, both included; the times are whole milliseconds. */
export function countWithin(times: Ascending, from: number, to: number): number {
  return indexFrom(times, Math.floor(to) + 1) - indexFrom(times, from);
}

/** The median; the upper one of two. Needs at least one number. */
export function medianOf(times: Ascending): number {
  return times[Math.floor(times.length / 2)] as number;
}
