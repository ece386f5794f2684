/**
 * Writes the generated parts of the pages named below: tables from the registries, options from the help,
 * the map of the folders from the table that the architecture test holds them to.
 * `--check` writes nothing and fails when something is out of date.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { contractPages } from './lib/contract.mjs';
import { filled, table } from './lib/pages.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const run = (...args) =>
  execFileSync(process.execPath, [inRoot('dist/main.js'), ...args], {
    env: { ...process.env, COLUMNS: '100' },
  }).toString();

const lists = new Map();

/** Each is asked for once, since several tables are made of the faults. */
function list(...args) {
  const key = args.join(' ');
  if (!lists.has(key)) lists.set(key, JSON.parse(run('list', ...args, '--json')));
  return lists.get(key);
}

const code = (name) => (item) => (item[name] === '' ? '' : `\`${item[name]}\``);
const plain = (name) => (item) => item[name];

/** More than these are described, not listed. */
const maxWords = 16;

function sayParameter({ name, words, description, default: otherwise }) {
  const listed = words.length > 1 && words.length <= maxWords ? words.map((word) => `\`${word}\``) : [];
  const title = name.includes(' ') ? name : `\`${name}\``;
  const takes = listed.length > 0 ? `: ${listed.join(' ')}` : '';
  const ending = otherwise === null || otherwise === '' ? '' : ` Default: \`${otherwise}\`.`;
  const says = description === '' ? '' : `${takes === '' ? ': ' : '. '}${description}`;
  return `${title}${takes}${says}${ending}`;
}

const parametersOf = ({ parameters }) => parameters.map(sayParameter).join('<br>');

/** What faults of these layers take. */
const parameterTable = (...layers) =>
  table(
    [
      ['fault', code('name')],
      ['does', plain('summary')],
      ['parameters', parametersOf],
    ],
    list('faults').filter(({ layer }) => layers.includes(layer)),
  );

const codes = (names) => names.map((name) => (name === '*' ? 'everything' : `\`${name}\``)).join(' ');

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
  judged: () =>
    table(
      [
        ['expectation', code('name')],
        ['a well-behaved client', plain('summary')],
        ['parameters', parametersOf],
        ['false-positive rate', ({ falsePositiveRate: rate }) => rate ?? 'none by chance'],
      ],
      list('expectations'),
    ),
  'faults-of-connections': () => parameterTable('connection', 'tls', 'tls-record'),
  'faults-of-streams': () => parameterTable('stream'),
  'faults-of-answers': () => parameterTable('answer', 'head', 'body', 'timing', 'transport'),
  folders: () =>
    table(
      [
        ['folder', ([name]) => `\`src/${name}${existsSync(inRoot(`src/${name}`)) ? '' : '.ts'}\``],
        ['holds', ([, { holds }]) => holds],
        ['may import', ([, { mayImport }]) => codes(mayImport) || 'nothing'],
      ],
      Object.entries(parse(readFileSync(inRoot('test/helpers/layers.yaml'), 'utf8'))),
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
  contract: () => contractPages(['token-factory', 'deeptoken', 'deeptoken-en']),
};

/** Measured, by `npm run honest`. */
const madeElsewhere = ['clients', 'rates'];

function partOf(name) {
  if (madeElsewhere.includes(name)) return null;
  if (!(name in parts)) throw new Error(`Failed to fill in "${name}": no generated part has that name`);
  return parts[name]();
}

const docs = ['platforms', 'contract', 'scenarios', 'judge'].map((name) => `docs/${name}.md`);
const pages = ['README.md', 'CONTRIBUTING.md', ...docs];
const check = process.argv.includes('--check');
for (const path of pages) {
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
