import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { places, secretNames } from '../../../src/secrets/names.ts';
import { secretShapes } from '../../../src/secrets/shapes.ts';
import { plantedOf } from './planted.ts';
import { scratch, sinks } from './sinks.ts';

const folder = scratch();
afterAll(() => rmSync(folder, { recursive: true }));

/** What stands in the place of a secret. */
const mark = /(?:\\?\*){4}|as given|YOUR-KEY/;

const rows = plantedOf(42);
const pairs = sinks.flatMap((sink) =>
  rows
    .filter((row) => row.places.some((place) => sink.places.includes(place)))
    .map((planted) => ({ sink, planted })),
);

test('every row of the table is planted, in every place where it is a secret', () => {
  expect(rows.map(({ row }) => row)).toEqual([...secretNames, ...secretShapes].map(({ name }) => name));
  const unreached = rows.flatMap(({ row, places: secretIn }) =>
    secretIn
      .filter(
        (place) => !pairs.some(({ sink, planted }) => planted.row === row && sink.places.includes(place)),
      )
      .map((place) => `${row} in ${place}`),
  );
  expect(unreached).toEqual([]);
  expect(places.filter((place) => !sinks.some((sink) => sink.places.includes(place)))).toEqual([]);
});

test('a row or a sink that is added changes the number of pairs', () => {
  expect({ rows: rows.length, sinks: sinks.length, pairs: pairs.length }).toEqual({
    rows: 34,
    sinks: 18,
    pairs: 579,
  });
});

test.each(sinks.map((sink) => [sink.name, sink] as const))(
  '%s shows no secret of the table',
  async (_, sink) => {
    const leaks: string[] = [];
    const unmarked: string[] = [];
    const mine = pairs.filter((pair) => pair.sink === sink);
    for (const { planted } of mine) {
      const shown = await sink.show(planted, folder, rows);
      if (!mark.test(shown)) unmarked.push(planted.row);
      const at = shown.indexOf(planted.needle);
      if (at !== -1) leaks.push(`${planted.row}: ${shown.slice(Math.max(0, at - 60), at + 60)}`);
    }
    expect(leaks).toEqual([]);
    // A sink that shows nothing at all would hide every secret.
    if (sink.marked === 'each') expect(unmarked).toEqual([]);
    else expect(unmarked.length).toBeLessThan(mine.length);
  },
  120_000,
);
