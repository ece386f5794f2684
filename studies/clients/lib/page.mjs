/** The generated parts of docs/clients.md, made of what the drills reported. */
import { table } from '../../../scripts/lib/pages.mjs';
import { scenarioOf } from './clients.mjs';
import { adviceOf, askedIn, cell, failuresOf, problems } from './facts.mjs';

const unique = (values) => [...new Set(values)];

function versions({ seen, clients, versionOf, nodeVersion }) {
  const days = unique(seen.map(({ at }) => new Date(at).toISOString().slice(0, 10))).sort();
  const seeds = unique(seen.map(({ scenario }) => scenario.seed)).join(', ');
  const [{ version }] = seen;
  const columns = [
    ['client', ({ title }) => title],
    ['is', (client) => client.version.map(versionOf).join(', ') || `Node ${nodeVersion} itself`],
    ['called as', ({ run }) => `\`${run}\``],
  ];
  const says = `Seen on ${days.join(' and ')} by badgateway ${version}, seed ${seeds};`;
  return `${says} JavaScript ran on Node ${nodeVersion}.\n\n${table(columns, clients)}`;
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
  return askedIn(scenario)
    .map(({ expectation }) => `\`${expectation}\``)
    .join(' ');
}

/** Of all verdicts on one expectation. */
function standingOf(verdicts) {
  const failed = failuresOf({ verdicts });
  if (failed.some(({ nature }) => nature === 'wrong')) return 'wrong';
  const does = verdicts.some(({ outcome }) => outcome === 'pass');
  if (failed.length > 0) return does ? 'at times' : 'absent';
  return does ? 'does' : 'not seen';
}

/** One expectation: who meets it, who does it wrong and how, who does it at times or never. */
function standing(expectation, asked, clients) {
  const own = asked.filter(({ verdict }) => verdict.expectation === expectation);
  const verdictsOf = (title) => own.filter(({ client }) => client === title).map(({ verdict }) => verdict);
  const all = clients.map(({ title }) => ({ title, verdicts: verdictsOf(title) }));
  const of = (what) => all.filter(({ verdicts }) => standingOf(verdicts) === what);
  const titles = (some) => some.map(({ title }) => title).join(', ');
  const wrong = of('wrong').map((each) => ({ ...each, how: problems(failuresOf(each)) }));
  return {
    ...{ expectation, summary: own[0].verdict.summary },
    ...{ does: titles(of('does')), atTimes: titles(of('at times')), absent: titles(of('absent')) },
    wrong: unique(wrong.map(({ how }) => how))
      .map((how) => `*${how}*: ${titles(wrong.filter((each) => each.how === how))}`)
      .join('; '),
  };
}

function summary({ seen, clients, plan }) {
  const columns = [
    ['a well-behaved client', ({ expectation, summary }) => `${summary} (\`${expectation}\`)`],
    ['does it', ({ does }) => does],
    ['does it wrong', ({ wrong }) => wrong],
    ['does it at times', ({ atTimes }) => atTimes],
    ['never does it', ({ absent }) => absent],
  ];
  const contracts = plan.map(({ platform }) => {
    const own = seen.filter((each) => each.platform === platform);
    const asked = own.flatMap(({ scenario, client }) =>
      askedIn(scenario).map((verdict) => ({ client, verdict })),
    );
    const names = unique(asked.map(({ verdict }) => verdict.expectation));
    const rows = names.filter((name) => name !== 'exit').map((name) => standing(name, asked, clients));
    return `### ${platform}\n\n${table(columns, rows)}`;
  });
  return contracts.join('\n\n');
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
      const counts = `${failed} findings, ${rows.length - failed} of advice`;
      return `<details><summary>${title}: ${counts}</summary>\n\n${table(columns, rows)}\n\n</details>`;
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
