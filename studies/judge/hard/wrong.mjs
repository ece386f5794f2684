/** Compares what the judge says of clients with what is known of them. */

const isSuspect = ({ outcome, findings }) =>
  outcome === 'suspect' || findings.some(({ severity }) => severity === 'suspect');

/** Nothing may be said of an honest client. */
function ofHonest(verdicts) {
  return verdicts.flatMap((verdict) => {
    const how = verdict.outcome === 'fail' ? 'failed' : isSuspect(verdict) ? 'suspected' : null;
    return how === null ? [] : [{ how, ...verdict }];
  });
}

function ofDishonest({ breaks, atLeast }, verdicts) {
  const verdict = verdicts.find(({ expectation }) => expectation === breaks);
  if (verdict === undefined)
    return [{ how: 'missed', expectation: breaks, outcome: 'absent', because: 'it was not judged' }];
  const caught = verdict.outcome === 'fail' || (atLeast === 'suspect' && isSuspect(verdict));
  return caught ? [] : [{ how: 'missed', ...verdict }];
}

/** What is wrong in the verdicts of a run; each is failed, suspected or missed. */
export function judgedWrongly(client, { verdicts }) {
  return client.honest ? ofHonest(verdicts) : ofDishonest(client, verdicts);
}

/** A line for each client, scenario and expectation that is judged wrongly: how often, and an example. */
export function wrongOf(seen) {
  const lines = new Map();
  for (const { client, scenario, wrong } of seen)
    for (const { how, expectation, outcome, because } of wrong) {
      const name = `${client.name}, ${scenario.name}, ${how}: ${expectation} ${outcome}`;
      const { times = 0, example = because } = lines.get(name) ?? {};
      lines.set(name, { times: times + 1, example });
    }
  const written = [...lines].map(([name, { times, example }]) => `${times} x ${name}, ${example}`);
  return written.toSorted((one, other) => one.split(' x ')[1].localeCompare(other.split(' x ')[1]));
}

/** Runs of each kind of client, and in how many of them something was wrong. */
export function tableOf(seen) {
  const kinds = [...new Set(seen.map(({ client }) => client.kind))].map((kind) => [
    kind,
    seen.filter(({ client }) => client.kind === kind),
  ]);
  const rows = [...kinds, ['all', seen]].map(([kind, runs]) => {
    const honest = runs.filter(({ client }) => client.honest);
    const withWrong = (how) => runs.filter(({ wrong }) => wrong.some((each) => each.how === how)).length;
    const said = [honest.length, withWrong('failed'), withWrong('suspected')];
    return [kind, ...said, runs.length - honest.length, withWrong('missed')];
  });
  const head = ['kind', 'honest runs', 'false positives', 'suspected', 'dishonest runs', 'missed'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
