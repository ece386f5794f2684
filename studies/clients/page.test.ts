import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { needs } from '../../test/helpers/system.ts';

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFileSync(inRoot(path), 'utf8');

interface Client {
  readonly title: string;
  readonly run: string;
}

interface Platform {
  readonly platform: string;
  readonly runs: readonly { readonly scenarios: readonly string[] }[];
}

const page = read('docs/clients.md');
const clients = parse(read('studies/clients/clients.yaml')) as readonly Client[];
const plan = parse(read('studies/clients/plan.yaml')) as readonly Platform[];
const remedy = 'npm run atlas writes the page';

/** The lines of the tables in one generated part. */
function linesOf(part: string): string[][] {
  const [, text = ''] = new RegExp(`<!-- generated: ${part} -->\n([^]*?)<!-- end -->`).exec(page) ?? [];
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
}

test('at least 18 clients are in the atlas, each with the command that runs it', () => {
  expect(clients.length).toBeGreaterThanOrEqual(18);
  const told = linesOf('versions').map(([title, , command]) => [title, command]);
  for (const { title, run } of clients) expect(told, remedy).toContainEqual([title, `\`${run}\``]);
});

test.each(plan)('the table of $platform has each client and each scenario', ({ platform, runs }) => {
  const names = runs.flatMap(({ scenarios }) => scenarios);
  const files = readdirSync(inRoot(`studies/clients/scenarios/${platform}`));
  expect(names.map((name) => `${name}.yaml`).sort()).toEqual(files.sort());
  const lines = linesOf(platform.replaceAll('-', '_'));
  expect(lines, remedy).toContainEqual(['client', ...names.map((name) => `\`${name}\``)]);
  for (const { title } of clients) {
    const [, ...cells] = lines.find(([first]) => first === title) ?? [];
    expect([title, cells.length], remedy).toEqual([title, names.length]);
    const empty = names.filter((_, index) => !/^[✓✗–?]/.test(cells[index] ?? ''));
    expect(
      empty.filter((name) => name !== 'stream-cut'),
      `${title}; ${remedy}`,
    ).toEqual([]);
  }
});

test.each(['', 'langchain-0/'])('the versions on the page are those of %spackage.json', (folder) => {
  const text = read(`studies/clients/programs/${folder}package.json`);
  const { dependencies } = JSON.parse(text) as { readonly dependencies: Readonly<Record<string, string>> };
  const told = linesOf('versions').flatMap(([, is = '']) => is.split(', '));
  for (const [name, wanted] of Object.entries(dependencies)) {
    const [, real = name, version = wanted] = /^npm:(.+)@(.+)$/.exec(wanted) ?? [];
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(told, remedy).toContain(`${real} ${version}`);
  }
});

needs('curl', 'requests', 'httpx')(
  'a few clients do under a few scenarios what the page tells',
  { timeout: 120_000 },
  async () => {
    const run = promisify(execFile)(process.execPath, [inRoot('studies/clients/run.mjs'), '--quick']);
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    expect(stdout, stderr).toContain('cells compared');
    const [counted = '', ...differences] = stdout.trim().split('\n');
    expect(differences).toEqual([]);
    expect(Number.parseInt(counted, 10)).toBeGreaterThanOrEqual(40);
  },
);
