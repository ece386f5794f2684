import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectations } from '../../../src/expectations/index.ts';
import { entriesIn, foundIn, rowsOf, verdictOnRow } from '../../helpers/expectation-rows.ts';

const tables = await Promise.all(
  expectations.filter(({ name }) => existsSync(new URL(`${name}.rows.ts`, import.meta.url))).map(rowsOf),
);

test.each(expectations)('$name has rows, in NAME.rows.ts beside this file', ({ name }) => {
  const rows = tables.find((table) => table.name === name)?.rows ?? [];
  expect(rows.length).toBeGreaterThan(0);
});

describe.each(tables)('$name', ({ name, rows }) => {
  test.each(rows.map((row) => [row.that, row] as const))('a client that %s', (_, row) => {
    const verdict = verdictOnRow(name, row);
    const { outcome, found = [], because, samples, evidence } = row;
    // An outcome alone could have any reason.
    expect({ outcome: verdict.outcome, found: foundIn(verdict) }).toEqual({ outcome, found });
    if (because !== undefined) expect(verdict.because).toMatch(because);
    if (evidence !== undefined) expect(entriesIn(verdict)).toEqual(evidence);
    if (samples !== undefined) expect(verdict.samples).toBe(samples);
  });
});

const withParams = tables.flatMap(({ name, params }) => (params === undefined ? [] : [{ name, ...params }]));

test.each(withParams)('$name takes parameters that make sense, and no others', ({ name, takes, refuses }) => {
  const params = expectations.find((expectation) => expectation.name === name)?.params;
  expect(takes.filter((given) => params?.safeParse(given).success !== true)).toEqual([]);
  expect(refuses.filter((given) => params?.safeParse(given).success !== false)).toEqual([]);
});
