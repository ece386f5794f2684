/**
 * Writes the generated parts of README.md and docs/: tables from the registries, options from the help.
 * `--check` writes nothing and fails when something is out of date.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { filled, table } from './lib/pages.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const run = (...args) =>
  execFileSync(process.execPath, [inRoot('dist/main.js'), ...args], {
    env: { ...process.env, COLUMNS: '100' },
  }).toString();
const list = (...args) => JSON.parse(run('list', ...args, '--json'));

const code = (name) => (item) => (item[name] === '' ? '' : `\`${item[name]}\``);
const plain = (name) => (item) => item[name];

const parts = {
  faults: () =>
    table(
      [
        ['fault', code('name')],
        ['layer', plain('layer')],
        ['does', plain('summary')],
        ['example', code('example')],
      ],
      list('faults'),
    ),
  expectations: () =>
    table(
      [
        ['expectation', code('name')],
        ['a well-behaved client', plain('summary')],
      ],
      list('expectations'),
    ),
  platforms: () =>
    table(
      [
        ['platform', code('name')],
        ['facts', ({ documented, assumed }) => `${documented}, ${assumed}`],
        ['is', plain('summary')],
      ],
      list('platforms'),
    ),
  scenarios: () =>
    table(
      [
        ['scenario', code('name')],
        ['platform', plain('platform')],
        ['shows', plain('title')],
      ],
      list('scenarios'),
    ),
  options: () => `\`\`\`\n${run('serve', '--help').trim()}\n\`\`\``,
  drill: () => `\`\`\`\n${run('drill', '--help').trim()}\n\`\`\``,
  errors: () =>
    list('platforms')
      .map(({ name, summary }) => {
        const columns = [
          ['entry', code('name')],
          ['status', plain('status')],
          ['code', code('code')],
          ['surfaces', plain('surfaces')],
          ['advice', plain('advice')],
          ['status and code', plain('basis')],
        ];
        return `## ${name}\n\n${summary}\n\n${table(columns, list('errors', '--platform', name))}`;
      })
      .join('\n\n'),
};

function partOf(name) {
  if (!(name in parts)) throw new Error(`no generated part is named ${name}`);
  return parts[name]();
}

const check = process.argv.includes('--check');
for (const path of ['README.md', 'docs/platforms.md']) {
  const file = inRoot(path);
  const text = readFileSync(file, 'utf8');
  const made = filled(text, partOf);
  if (made === text) continue;
  if (!check) writeFileSync(file, made);
  else {
    console.error(`${path} is out of date; npm run docs writes it`);
    process.exitCode = 1;
  }
}
