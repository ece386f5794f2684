/**
 * Writes the generated parts of the pages named below: tables from the registries, options from the help,
 * the map of the folders from the table that the architecture test holds them to.
 * `--check` writes nothing and fails when something is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { run } from '../dist/command/program.js';
import { operations } from '../dist/control/operations/index.js';
import { contractPages } from './lib/contract.mjs';
import { filled, filledYaml, table } from './lib/pages.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What the command prints, as on a page: no process is started, since there are many lists. */
async function printed(...args) {
  let text = '';
  const out = (more) => {
    text += more;
  };
  const code = await run(args, { out, err: out, columns: 100, colour: false, env: process.env });
  if (code !== 0) throw new Error(`Failed to run "badgateway ${args.join(' ')}": ${text}`);
  return text;
}

const list = async (...args) => JSON.parse(await printed('list', ...args, '--json'));

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
const parameterTable = async (...layers) =>
  table(
    [
      ['fault', code('name')],
      ['does', plain('summary')],
      ['parameters', parametersOf],
    ],
    (await list('faults')).filter(({ layer }) => layers.includes(layer)),
  );

/** Every kind of probe takes the others. */
const isOwn = ({ name }) => !['over', 'samples', 'atLeast', 'atMost'].includes(name);

const codes = (names) => names.map((name) => (name === '*' ? 'everything' : `\`${name}\``)).join(' ');

const parts = {
  faults: async () =>
    table(
      [
        ['fault', code('name')],
        ['layer', plain('layer')],
        ['does', plain('summary')],
        ['example', code('example')],
      ],
      await list('faults'),
    ),
  expectations: async () =>
    table(
      [
        ['expectation', code('name')],
        ['a well-behaved client', plain('summary')],
      ],
      await list('expectations'),
    ),
  judged: async () =>
    table(
      [
        ['expectation', code('name')],
        ['a well-behaved client', plain('summary')],
        ['parameters', parametersOf],
        ['false-positive rate', ({ falsePositiveRate: rate }) => rate ?? 'none by chance'],
      ],
      await list('expectations'),
    ),
  'faults-of-connections': () => parameterTable('connection', 'tls', 'tls-record'),
  'faults-of-streams': () => parameterTable('stream'),
  'faults-of-answers': () => parameterTable('answer', 'head', 'body', 'timing', 'transport'),
  'faults-of-http2': () => parameterTable('http2'),
  folders: () =>
    table(
      [
        ['folder', ([name]) => `\`src/${name}${existsSync(inRoot(`src/${name}`)) ? '' : '.ts'}\``],
        ['holds', ([, { holds }]) => holds],
        ['may import', ([, { mayImport }]) => codes(mayImport) || 'nothing'],
      ],
      Object.entries(parse(readFileSync(inRoot('test/helpers/layers.yaml'), 'utf8'))),
    ),
  platforms: async () =>
    table(
      [
        ['platform', code('name')],
        ['facts', ({ documented, assumed }) => `${documented}, ${assumed}`],
        ['is', plain('summary')],
      ],
      await list('platforms'),
    ),
  scenarios: async () =>
    table(
      [
        ['scenario', code('name')],
        ['platform', plain('platform')],
        ['shows', plain('title')],
      ],
      await list('scenarios'),
    ),
  probes: async () =>
    table(
      [
        ['probe', code('name')],
        ['measures', plain('summary')],
        ['example', code('example')],
        ['parameters of its own', ({ parameters }) => parametersOf({ parameters: parameters.filter(isOwn) })],
      ],
      await list('probes'),
    ),
  drills: async () =>
    table(
      [
        ['drill', code('name')],
        ['platform', plain('platform')],
        ['shows', plain('title')],
      ],
      await list('drills'),
    ),
  options: async () => `\`\`\`\n${(await printed('serve', '--help')).trim()}\n\`\`\``,
  drill: async () => `\`\`\`\n${(await printed('drill', '--help')).trim()}\n\`\`\``,
  sentences: async () => {
    const contracts = (await list('platforms')).map(async ({ name }) => {
      const sentences = await list('contract', '--platform', name);
      if (sentences.length === 0) return [];
      const columns = [
        ['sentence', code('sentence')],
        ['says', plain('says')],
        ['basis', plain('basis')],
        ['expectation', plain('expectation')],
        ['scenarios', plain('scenarios')],
        ['mutants', plain('mutants')],
      ];
      const coverage = (await printed('list', 'contract', '--platform', name)).trim().split('\n').at(-1);
      return [`### Contract of ${name}\n\n${table(columns, sentences)}\n\n${coverage}.`];
    });
    return (await Promise.all(contracts)).flat().join('\n\n');
  },
  errors: async () => {
    const platforms = (await list('platforms')).map(async ({ name, summary }) => {
      const columns = [
        ['entry', code('name')],
        ['status', plain('status')],
        ['code', code('code')],
        ['surfaces', plain('surfaces')],
        ['advice', plain('advice')],
        ['kinds', plain('kinds')],
        ['status and code', plain('basis')],
      ];
      return `## ${name}\n\n${summary}\n\n${table(columns, await list('errors', '--platform', name))}`;
    });
    return (await Promise.all(platforms)).join('\n\n');
  },
  operations: async () =>
    table(
      [
        ['HTTP', ({ method, path }) => `\`${method.toUpperCase()} ${path}\``],
        ['JavaScript', code('name')],
        ['`badgateway ctl`', ({ command }) => `\`${command.name}\``],
        ['does', plain('summary')],
        [
          'input',
          ({ input }) =>
            Object.keys(input.shape)
              .map((name) => `\`${name}\``)
              .join(' '),
        ],
      ],
      operations,
    ),
  contract: async () => contractPages(['token-factory', 'deeptoken', 'deeptoken-en']),
};

/** Measured, by `npm run honest`. */
const madeElsewhere = ['clients', 'rates', 'bodies', 'hard'];

function partOf(name) {
  if (madeElsewhere.includes(name)) return null;
  if (!(name in parts)) throw new Error(`Failed to fill in "${name}": no generated part has that name`);
  return parts[name]();
}

/** Lines of YAML. A status is told once, beside the first entry that has it. */
const yamlParts = {
  'every-error': async () =>
    (await list('errors')).map(({ name, status }, index, all) =>
      status === all[index - 1]?.status ? `- ${name}` : `- ${name} # ${status}`,
    ),
};

const docs = ['platforms', 'contract', 'scenarios', 'judge', 'drills', 'control', 'http2'].map(
  (name) => `docs/${name}.md`,
);
const pages = ['README.md', 'CONTRIBUTING.md', ...docs];
/** Before the pages, which list them. */
const scenarios = ['scenarios/every-error.yaml'];
const check = process.argv.includes('--check');
for (const path of [...scenarios, ...pages]) {
  const file = inRoot(path);
  const text = readFileSync(file, 'utf8');
  const made = await (path.endsWith('.md')
    ? filled(text, partOf)
    : filledYaml(text, (name) => yamlParts[name]()));
  if (made === text) continue;
  if (!check) writeFileSync(file, made);
  else {
    console.error(`${path} is out of date; npm run docs writes it`);
    process.exitCode = 1;
  }
}
