/** The tables of docs/contract.md, from the rows under test/wire/contract. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { table } from './pages.mjs';

const code = (text) => `\`${text}\``;

function readPage(platform) {
  const file = new URL(`../../test/wire/contract/${platform}.yaml`, import.meta.url);
  return parse(readFileSync(file, 'utf8'));
}

/** `error.code` and its value, for each member of a body. */
function membersOf(body, path = '') {
  return Object.entries(body).flatMap(([name, value]) =>
    typeof value === 'object' ? membersOf(value, `${path}${name}.`) : [`${path}${name}: ${value}`],
  );
}

function expected({ status, statuses, headers = {}, envelope, body = {}, exit = 0, output }, run) {
  const parts = [
    ...[status, ...(statuses ?? [])].filter((each) => each !== undefined),
    ...(run.startsWith('badgateway') ? [`exit code ${exit}`] : []),
    ...[...membersOf(headers), ...(envelope === undefined ? [] : [envelope]), ...membersOf(body)].map(code),
    ...(output === undefined ? [] : [`prints ${code(output)}`]),
  ];
  return parts.join(', ');
}

function command({ run, at, expect }) {
  const each = at === undefined ? '' : ` for each \`$AT\` of ${at.map(code).join(' ')}`;
  return `${code(run.trim().replaceAll('\n', '; '))}${each} → ${expected(expect, run)}`;
}

function basis({ documented, assumed }) {
  const parts = [documented && 'documented', assumed && `assumed: ${assumed}`];
  return parts.filter(Boolean).join('; ');
}

/** Expectations, and in brackets the sentences of the platform's contract that the row states. */
function judges({ judged = [], facts = {} }) {
  const { contract = [] } = facts;
  const stated = contract.length === 0 ? '' : `(${contract.map(code).join(' ')})`;
  return [...judged.map(code), stated].filter((each) => each !== '').join(' ');
}

const columns = [
  ['place', ({ place }) => place],
  ['in our words', ({ says }) => says],
  ['on the wire', ({ wire }) => wire],
  ['shown by', ({ shows }) => shows.map(command).join('<br>')],
  ['basis', basis],
  ['judged by', judges],
];

function pageOf({ platform, document, key, chat, rows }) {
  const variables = `export URL=$ROOT/@${platform} KEY=${key}\nexport CHAT='${chat}'`;
  const title = document.charAt(0).toUpperCase() + document.slice(1);
  return `## ${platform}\n\n${title}.\n\n\`\`\`sh\n${variables}\n\`\`\`\n\n${table(columns, rows)}`;
}

/** One table for each platform with rows. */
export function contractPages(names) {
  return names.map((name) => pageOf(readPage(name))).join('\n\n');
}
