import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { profiles } from '../../src/tls/profiles.ts';
import { rows } from './expected-breaks.ts';
import { fixes, outsideNames, switchedOff } from './fixes.ts';
import { type Client, clients } from './run.ts';
import { faultName } from './workshop.ts';

const page = readFileSync(new URL('../../docs/tls.md', import.meta.url), 'utf8');
const remedy = 'npm run docs:tls writes the page';

/** The lines of the table in one generated part: title → cell. */
function tableOf(part: string): Readonly<Record<string, string>>[] {
  const [, text = ''] = new RegExp(`<!-- generated: ${part} -->\n([^]*?)<!-- end -->`).exec(page) ?? [];
  const [titles = [], , ...lines] = text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
  return lines.map((cells) => Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? ''])));
}

/** Whose columns the page has: Go's may be missing. */
const onPage = clients.filter((client) => page.includes(` | ${client} | `));

test('the page has the columns of at least seven clients', () => {
  expect(onPage.length).toBeGreaterThanOrEqual(7);
});

test('the page has a line for every fault, certificate and alert, with the cells of the tests', () => {
  const lines = ['connections', 'certificates', 'handshakes', 'alerts', 'records'].flatMap(tableOf);
  expect(lines.map(({ fault }) => fault).sort(), remedy).toEqual(
    rows.map((row) => `\`${faultName(row)}\``).sort(),
  );
  for (const row of rows) {
    const line = lines.find(({ fault }) => fault === `\`${faultName(row)}\``);
    for (const client of onPage)
      expect(row.seen[client].split(' | '), `${faultName(row)} by ${client}; ${remedy}`).toContain(
        line?.[client],
      );
    expect(line?.['note'], remedy).toBe(row.note);
  }
});

test('the page tells of every certificate whether it is evidence, and that all were caught', () => {
  const lines = tableOf('evidence');
  expect(lines.map(({ certificate }) => certificate).sort(), remedy).toEqual(
    Object.keys(profiles)
      .map((profile) => `\`${profile}\``)
      .sort(),
  );
  for (const [profile, { evidence }] of Object.entries(profiles)) {
    const line = lines.find(({ certificate }) => certificate === `\`${profile}\``);
    const all = evidence === 'nothing' ? '' : `${onPage.length} of ${onPage.length}`;
    const caught = [line?.['off, TLS 1.2: caught'], line?.['off, TLS 1.3: caught']];
    expect([profile, line?.['shows'], ...caught], remedy).toEqual([profile, evidence, all, all]);
    expect(line?.['on: false positives'], remedy).toMatch(/^0 of /);
  }
});

test('the page tells whom each fix helps, and how each client is caught', () => {
  const lines = tableOf('fixes');
  expect(
    lines.map(({ set }) => set),
    remedy,
  ).toEqual(fixes.map(({ says }) => says));
  const helped = (client: Client) => lines.filter((line) => line[client] === 'ok').map(({ set }) => set);
  for (const client of onPage)
    expect([client, ...helped(client)], remedy).toEqual([
      client,
      ...fixes.filter(({ passes }) => passes.includes(client)).map(({ says }) => says),
    ]);
  const wrong = tableOf('wrong').map((line) => [line['client'], line['switched off by']]);
  expect(wrong, remedy).toEqual(onPage.map((client) => [client, switchedOff[client]]));
  const [unknown, known] = tableOf('tunnel');
  for (const client of onPage.filter((each) => each in outsideNames)) {
    expect(known?.[client], remedy).toBe('ok');
    expect(unknown?.[client], remedy).not.toBe('ok');
  }
});
