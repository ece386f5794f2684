/** The generated parts of docs/production.md, made of what the drills reported. */
import { table } from '../../../scripts/lib/pages.mjs';
import { gapsOf, judged, requests } from '../../clients/lib/facts.mjs';
import { clients, failures } from './drills.mjs';
import { outcomeOf } from './outcome.mjs';
import { nodeItself, versionReader } from './versions.mjs';

/** A busy machine makes a client come later, and never earlier: what is late by this (ms) stays the same. */
const late = 350;
const halfSeconds = (ms) => Math.floor((ms + 500 - late) / 500) / 2;

export function versions([{ version, scenario }]) {
  const read = versionReader();
  const columns = [
    ['client', ({ title }) => title],
    ['is', (client) => client.version.map(read).join(', ') || `${nodeItself} itself`],
    ['called as', ({ run }) => `\`${run}\``],
  ];
  const says = `Seen by badgateway ${version}, seed ${scenario.seed}; JavaScript ran on ${nodeItself}.`;
  return `${says}\n\n${table(columns, clients)}`;
}

const seenOf = (seen, name, title) =>
  seen.find(({ client, scenario }) => client === title && scenario.name === name);

const anchorOf = (failure) => {
  const words = failure.title
    .toLowerCase()
    .replaceAll(/[^\w ]/g, '')
    .split(' ');
  return [failures.indexOf(failure) + 1, ...words].join('-');
};

/** How the program ended is in a column of its own, and of interest here where nothing else is wrong. */
function verdictOf({ verdicts }) {
  const others = verdicts.filter(({ expectation }) => expectation !== 'exit');
  const isWrong = others.some(({ outcome }) => outcome === 'fail');
  return judged({ verdicts: isWrong ? others : verdicts });
}

/** One mark for each client. */
export function summary(seen) {
  const columns = [
    ['failure', (failure) => `[${failure.title}](#${anchorOf(failure)})`],
    ['scenario', ({ scenario }) => `\`${scenario}\``],
    ...clients.map(({ title }) => [title, ({ scenario }) => markOf(seenOf(seen, scenario, title))]),
  ];
  return table(columns, failures);
}

const markOf = (one) => (one === undefined ? '' : verdictOf(one.scenario).split(' ')[0]);

/** Why a client has no row of figures. */
const leftOut = ({ again }) =>
  again ? 'makes one call, on a connection of its own' : 'asks for no stream here';

function rowOf(failure, one, title) {
  if (one === undefined) return [title, '', '', leftOut(failure), ''];
  const waits = gapsOf(one.scenario.calls).map(halfSeconds).join(', ');
  return [title, requests(one.scenario), waits && `${waits} s`, outcomeOf(one), verdictOf(one.scenario)];
}

/** One failure: how to play it, and what each client did. */
function section(failure, seen) {
  const titles = ['client', 'attempts', 'waits', 'what the program came away with', 'verdict'];
  const rows = clients.map(({ title }) => rowOf(failure, seenOf(seen, failure.scenario, title), title));
  const columns = titles.map((title, index) => [title, (row) => row[index]]);
  return `\`\`\`sh\nbadgateway drill ${failure.scenario} -- node app.mjs\n\`\`\`\n\n${table(columns, rows)}`;
}

/** What makes each generated part of the page. */
export const parts = {
  versions,
  summary,
  ...Object.fromEntries(failures.map((failure) => [failure.scenario, (seen) => section(failure, seen)])),
};
