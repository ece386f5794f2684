/** Numbers in ascending order. */
export type Ascending = readonly number[];

export function ascending(times: readonly number[]): Ascending {
  return times.toSorted((a, b) => a - b);
}

/** Index of the first that is not below. */
function indexFrom(times: Ascending, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many lie within, both ends included. Of whole milliseconds. */
export function countWithin(times: Ascending, from: number, to: number): number {
  return indexFrom(times, Math.floor(to) + 1) - indexFrom(times, from);
}

/** Of at least one; the upper one of two in the middle. */
export function medianOf(times: Ascending): number {
  return times[Math.floor(times.length / 2)] as number;
}
