import { expect, test } from 'vitest';
import { entriesIn, foundIn, type Row, verdictOnRow } from '../../helpers/expectation-rows.ts';

/** Judges each row; an outcome alone could have any reason. */
export function testRows(name: string, rows: readonly Row[]): void {
  test.each(rows.map((row) => [row.that, row] as const))(`${name}: a client that %s`, (_, row) => {
    const verdict = verdictOnRow(name, row);
    const { outcome, found = [], because, samples, evidence } = row;
    expect({ outcome: verdict.outcome, found: foundIn(verdict) }).toEqual({ outcome, found });
    if (because !== undefined) expect(verdict.because).toMatch(because);
    if (evidence !== undefined) expect(entriesIn(verdict)).toEqual(evidence);
    if (samples !== undefined) expect(verdict.samples).toBe(samples);
  });
}
