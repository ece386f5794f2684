import { vi } from 'vitest';

/** Characters that methods of String look at, at most, while something is done. */
export function countSteps(work: () => unknown): number {
  let steps = 0;
  const { charCodeAt, indexOf, startsWith } = String.prototype;
  vi.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, piece, from = 0) {
    const at = indexOf.call(this, piece, from);
    steps += (at === -1 ? this.length : at + piece.length) - from;
    return at;
  });
  vi.spyOn(String.prototype, 'startsWith').mockImplementation(function (this: string, piece, at) {
    steps += piece.length;
    return startsWith.call(this, piece, at);
  });
  const counted = vi.spyOn(String.prototype, 'charCodeAt');
  counted.mockImplementation(function (this: string, at) {
    steps += 1;
    return charCodeAt.call(this, at);
  });
  try {
    work();
  } finally {
    vi.restoreAllMocks();
  }
  return steps;
}
