/** A possible pair of a row and a column, with its worth; a row may also stay without a column, for 0. */
export interface Pair {
  readonly row: number;
  readonly column: number;
  readonly worth: number;
}

/** Stands for a pair that is not possible. */
const impossible = -1e9;

/** Square matrix of costs: a dummy column for each row, so that it may stay without one. */
function costsOf(rows: number, columns: number, pairs: readonly Pair[]): Float64Array[] {
  const width = columns + rows;
  const costs = Array.from({ length: rows }, () => new Float64Array(width).fill(-impossible));
  for (const [row, line] of costs.entries()) line[columns + row] = 0;
  for (const { row, column, worth } of pairs) (costs[row] as Float64Array)[column] = -worth;
  return costs;
}

/**
 * The assignment of rows to columns with the highest total worth, each column used once: the Hungarian
 * method with potentials, in time O(rows² · columns). Answers the column of each row; `null`: none.
 */
export function assign(rows: number, columns: number, pairs: readonly Pair[]): (number | null)[] {
  const width = columns + rows;
  const costs = costsOf(rows, columns, pairs);
  const ofRow = new Float64Array(rows + 1);
  const ofColumn = new Float64Array(width + 1);
  // Rows and columns are numbered from 1 here; row 0 stands for none.
  const rowAt = new Int32Array(width + 1);
  const from = new Int32Array(width + 1);
  for (let row = 1; row <= rows; row += 1) {
    rowAt[0] = row;
    let column = 0;
    const least = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    const seen = new Uint8Array(width + 1);
    do {
      column = step({ costs, ofRow, ofColumn, rowAt, from, least, seen }, column);
    } while (rowAt[column] !== 0);
    for (; column !== 0; column = from[column] as number)
      rowAt[column] = rowAt[from[column] as number] as number;
  }
  const columnOf: (number | null)[] = Array.from({ length: rows }, () => null);
  for (let column = 1; column <= columns; column += 1) {
    const row = rowAt[column] as number;
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}

interface Search {
  readonly costs: readonly Float64Array[];
  readonly ofRow: Float64Array;
  readonly ofColumn: Float64Array;
  readonly rowAt: Int32Array;
  readonly from: Int32Array;
  readonly least: Float64Array;
  readonly seen: Uint8Array;
}

/** Extends the cheapest path by one column, and adapts the potentials. */
function step({ costs, ofRow, ofColumn, rowAt, from, least, seen }: Search, column: number): number {
  seen[column] = 1;
  const row = rowAt[column] as number;
  let [delta, next] = [Number.POSITIVE_INFINITY, 0];
  for (let other = 1; other < least.length; other += 1) {
    if (seen[other] === 1) continue;
    const cost = costs[row - 1]?.[other - 1] as number;
    const reduced = cost - (ofRow[row] as number) - (ofColumn[other] as number);
    if (reduced < (least[other] as number)) {
      least[other] = reduced;
      from[other] = column;
    }
    if ((least[other] as number) < delta) [delta, next] = [least[other] as number, other];
  }
  for (let other = 0; other < least.length; other += 1) {
    if (seen[other] === 1) {
      ofRow[rowAt[other] as number] = (ofRow[rowAt[other] as number] as number) + delta;
      ofColumn[other] = (ofColumn[other] as number) - delta;
    } else least[other] = (least[other] as number) - delta;
  }
  return next;
}
