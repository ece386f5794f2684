import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rows } from './expected.ts';
import { isDangerous } from './outcome.ts';
import { isQuiet, parts } from './published.ts';
import { askersOf, faultName, noticesExpected } from './row.ts';
import { clients } from './run.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('../../docs/streams.md');
const remedy = 'npm run docs:streams writes the page';

/** The lines of the table in one generated part: title → cell. */
function tableOf(part: string): Readonly<Record<string, string>>[] {
  const [, text = ''] = new RegExp(`<!-- generated: ${part} -->\n([^]*?)<!-- end -->`).exec(page) ?? [];
  const [titles = [], , ...lines] = text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
  return lines.map((cells) => Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? ''])));
}

const bold = (outcome: string) => (isDangerous(outcome) ? `**${outcome}**` : outcome);

test.each(Object.entries(parts))(
  'the page has the rows of %s, with the cells of the tests',
  (part, holds) => {
    const lines = tableOf(part);
    const own = rows.filter(holds);
    expect(
      lines.map(({ fault }) => fault),
      remedy,
    ).toEqual(own.map((row) => `\`${faultName(row)}\``));
    for (const [index, row] of own.entries()) {
      const line = lines[index];
      for (const client of clients) {
        const allowed = row.seen[client].split(' | ').map(bold);
        expect(allowed, `${faultName(row)} by ${client}; ${remedy}`).toContain(line?.[client]);
      }
      expect(line?.['note'], remedy).toBe(row.note);
    }
  },
);

test('every row is in exactly one table of the page', () => {
  for (const row of rows)
    expect([faultName(row), Object.values(parts).filter((holds) => holds(row)).length]).toEqual([
      faultName(row),
      1,
    ]);
});

test('the page tells of every quiet end whether the lines that help notice it', () => {
  const quiet = rows.filter(isQuiet);
  expect(quiet.length).toBeGreaterThan(10);
  const lines = tableOf('careful');
  expect(
    lines.map((line) => [line['fault'], line['asked for']]),
    remedy,
  ).toEqual(quiet.map((row) => [`\`${faultName(row)}\``, row.asks]));
  for (const [index, row] of quiet.entries())
    for (const client of askersOf(row))
      expect(noticesExpected(row, client), `${faultName(row)} by ${client}; ${remedy}`).toContain(
        lines[index]?.[client]?.replaceAll('**', ''),
      );
});

test.each(['stream', 'whole'] as const)('the sums of the page are of all faults in a %s', (asks) => {
  const broken = rows.filter((row) => row.fault !== '' && row.asks === asks);
  const lines = tableOf(`summary_${asks}`);
  expect(lines.map(({ client }) => client)).toEqual(
    clients.filter((client) => broken[0]?.seen[client] !== '–'),
  );
  for (const { client, ...counts } of lines) {
    const sum = Object.values(counts).reduce((all, count) => all + Number(count), 0);
    expect([client, sum], remedy).toEqual([client, broken.length]);
  }
});

/** The lines that help are those that the tests have run. */
const sources = read('./node.mjs') + read('./python.py');

test('the lines of code on the page are those of the clients in the tests', () => {
  const blocks = [...page.matchAll(/```(?:js|python)\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  expect(blocks.length).toBeGreaterThanOrEqual(6);
  const lines = blocks.flatMap((code) => code.split('\n')).map((line) => line.trim());
  for (const line of lines.filter((each) => each !== '' && !each.startsWith('//') && !each.startsWith('#')))
    expect(sources, line).toContain(line);
});
