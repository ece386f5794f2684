import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign, type Pair } from '../../../src/timeline/hypotheses/assignment.ts';

function worthOf(columns: readonly (number | null)[], pairs: readonly Pair[]): number {
  return columns.reduce<number>((sum, column, row) => {
    const pair = pairs.find((each) => each.row === row && each.column === column);
    return sum + (pair?.worth ?? 0);
  }, 0);
}

/** The highest worth of all assignments, each of them tried. */
function bestOf(
  rows: number,
  pairs: readonly Pair[],
  row = 0,
  used: ReadonlySet<number> = new Set(),
): number {
  if (row === rows) return 0;
  const without = bestOf(rows, pairs, row + 1, used);
  const free = pairs.filter((pair) => pair.row === row && !used.has(pair.column));
  return Math.max(
    without,
    ...free.map(({ column, worth }) => worth + bestOf(rows, pairs, row + 1, new Set([...used, column]))),
  );
}

test('the assignment is worth as much as the best of all, and uses each column once', () => {
  const size = 5;
  const pair = fc.record({
    row: fc.nat(size - 1),
    column: fc.nat(size - 1),
    worth: fc.integer({ min: -9, max: 9 }),
  });
  const pairs = fc.uniqueArray(pair, { maxLength: 14, selector: ({ row, column }) => `${row} ${column}` });
  fc.assert(
    fc.property(pairs, (made) => {
      const columns = assign(size, size, made);
      const used = columns.filter((column) => column !== null);
      expect(new Set(used).size).toBe(used.length);
      for (const [row, column] of columns.entries())
        if (column !== null)
          expect(made.some((each) => each.row === row && each.column === column)).toBe(true);
      expect(worthOf(columns, made)).toBe(bestOf(size, made));
    }),
    { numRuns: 500, seed: 12 },
  );
});

test('a row without a pair, or with none that is worth something, has no column', () => {
  expect(
    assign(3, 1, [
      { row: 1, column: 0, worth: -1 },
      { row: 2, column: 0, worth: 1 },
    ]),
  ).toEqual([null, null, 0]);
  expect(assign(0, 0, [])).toEqual([]);
});
