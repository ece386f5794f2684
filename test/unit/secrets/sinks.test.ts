import { readFileSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { places, secretNames } from '../../../src/secrets/names.ts';
import { secretShapes } from '../../../src/secrets/shapes.ts';
import { moreSinks } from './more-sinks.ts';
import { type Planted, plantedOf } from './planted.ts';
import { sinks as firstSinks, scratch } from './sinks.ts';

const folder = scratch();
afterAll(() => rmSync(folder, { recursive: true }));

/** What stands in the place of a secret. */
const mark = /(?:\\?\*){4}|as given|YOUR-KEY/;

const rows = plantedOf(42);
const sinks = [...firstSinks, ...moreSinks];
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

test('docs/reliability.md has the number of rows, sinks and pairs', () => {
  const page = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');
  expect(page).toContain(
    `${rows.length} names and shapes of secrets, ${sinks.length} sinks, ${pairs.length} pairs`,
  );
});

const prose = [
  'Which code unlocks the token of the key? The secret is patience, and a password is a word.',
  'Error code rate_limited, tokens 12, sign here: my signature, no cookie, authorization required.',
];
const harmless = (name: string, value: string): Planted => ({
  ...{ row: 'none', name, value, needle: '' },
  places: ['body', 'log'],
});
const plain = ['log at info', 'journal in memory', 'journal in a file', 'explain', 'check', 'tape'];

test.each(plain)('%s shows what only speaks of a code, a token or a key', async (name) => {
  const sink = sinks.find((each) => each.name === name);
  for (const text of prose) {
    expect(await sink?.show(harmless('prompt', text), folder, rows)).toContain(text);
    // Errors have a code, and the tokens of a text have probabilities.
    if (!name.startsWith('log'))
      expect(await sink?.show(harmless('code', text), folder, rows)).toContain(text);
  }
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
