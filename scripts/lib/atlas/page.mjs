/** The generated parts of docs/clients.md, made of what the drills reported. */
import { table } from '../pages.mjs';
import { scenarioOf } from './clients.mjs';
import { adviceOf, cell, failuresOf } from './facts.mjs';

const unique = (values) => [...new Set(values)];
const count = (values) => (values.length === 0 ? '' : `${values.length}: ${values.join(', ')}`);

function versions({ seen, clients, versionOf, nodeVersion }) {
  const day = new Date(Math.min(...seen.map(({ at }) => at))).toISOString().slice(0, 10);
  const seeds = unique(seen.map(({ scenario }) => scenario.seed)).join(', ');
  const [{ version }] = seen;
  const columns = [
    ['client', ({ title }) => title],
    ['is', (client) => client.version.map(versionOf).join(', ') || `Node ${nodeVersion} itself`],
    ['called as', ({ run }) => `\`${run}\``],
  ];
  const says = `Seen on ${day} by badgateway ${version}, seed ${seeds}; the JavaScript clients on Node ${nodeVersion}.`;
  return `${says}\n\n${table(columns, clients)}`;
}

function contract(platform, { seen, clients, plan }) {
  const { runs } = plan.find((each) => each.platform === platform);
  const names = runs.flatMap(({ scenarios }) => scenarios);
  const own = seen.filter((each) => each.platform === platform);
  const cellOf = (title, name) =>
    own.find(({ client, scenario }) => client === title && scenario.name === name);
  const scenarios = [
    ['scenario', ({ name }) => `\`${name}\``],
    ['is', ({ shows }) => shows],
    ['expected', ({ name }) => expectedIn(own, name)],
  ];
  const columns = [
    ['client', ({ title }) => title],
    ...names.map((name) => [
      `\`${name}\``,
      ({ title }) => {
        const one = cellOf(title, name);
        return one === undefined ? '' : cell(one);
      },
    ]),
  ];
  const told = names.map((name) => scenarioOf(platform, name));
  return `${table(scenarios, told)}\n\n${table(columns, clients)}`;
}

function expectedIn(seen, name) {
  const { scenario } = seen.find((each) => each.scenario.name === name);
  return scenario.verdicts
    .filter(({ by }) => by === 'asked')
    .map(({ expectation }) => `\`${expectation}\``)
    .join(' ');
}

/** Each expectation: who meets it, who does it wrong, who never does it. */
function summary({ seen, clients, plan }) {
  return plan
    .map(({ platform }) => {
      const own = seen.filter((each) => each.platform === platform);
      const asked = own.flatMap(({ scenario, client }) =>
        scenario.verdicts.filter(({ by }) => by === 'asked').map((verdict) => ({ client, verdict })),
      );
      const names = unique(asked.map(({ verdict }) => verdict.expectation));
      const rows = names.map((name) => {
        const of = (title) =>
          asked.filter(({ client, verdict }) => client === title && verdict.expectation === name);
        const standing = (title) => standingOf(of(title).map(({ verdict }) => verdict));
        const [{ verdict }] = asked.filter((each) => each.verdict.expectation === name);
        const who = (what) => clients.map(({ title }) => title).filter((title) => standing(title) === what);
        return { name, summary: verdict.summary, who };
      });
      const columns = [
        ['a well-behaved client', (row) => `\`${row.name}\`: ${row.summary}`],
        ['does', ({ who }) => count(who('does'))],
        ['does it wrong', ({ who }) => count(who('wrong'))],
        ['never does', ({ who }) => count(who('absent'))],
        ['not seen', ({ who }) => count(who('open'))],
      ];
      return `### ${platform}\n\n${table(columns, rows)}`;
    })
    .join('\n\n');
}

/** Of all verdicts on one expectation the worst. */
function standingOf(verdicts) {
  const failed = failuresOf({ verdicts });
  if (failed.some(({ nature }) => nature === 'wrong')) return 'wrong';
  if (failed.length > 0) return 'absent';
  if (verdicts.some(({ outcome }) => outcome === 'pass')) return 'does';
  return verdicts.length === 0 ? '' : 'open';
}

/** What each client was found to do: expectation, sentence of the contract, what was seen. */
function findings({ seen, clients, plan }) {
  const columns = [
    ['contract', ({ platform }) => platform],
    ['scenario', ({ scenario }) => `\`${scenario.name}\``],
    ['expected', ({ finding: { expectation, expected } }) => sentence(expectation, expected)],
    ['seen', ({ finding }) => `${finding.severity === 'advice' ? '*advice:* ' : ''}${finding.says}`],
  ];
  return clients
    .map(({ title }) => {
      const own = plan.flatMap(({ platform }) =>
        seen.filter((each) => each.client === title && each.platform === platform),
      );
      const rows = own.flatMap((each) =>
        [...failuresOf(each.scenario), ...adviceOf(each.scenario)].map((finding) => ({ ...each, finding })),
      );
      const failed = rows.filter(({ finding }) => finding.severity !== 'advice').length;
      const says = `<summary>${title}: ${failed} findings, ${rows.length - failed} pieces of advice</summary>`;
      return `<details>${says}\n\n${table(columns, rows)}\n\n</details>`;
    })
    .join('\n\n');
}

function sentence(expectation, { says, source }) {
  return `\`${expectation}\`: ${says} (${source ?? 'assumed'})`;
}

/** What makes each generated part of the page. */
export const parts = {
  versions,
  summary,
  token_factory: (atlas) => contract('token-factory', atlas),
  deeptoken: (atlas) => contract('deeptoken', atlas),
  findings,
};
