/** The tables of hard clients, made of what shares of the runs have counted. */
import { table } from '../../scripts/lib/pages.mjs';

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const inCode = (names) => names.map((name) => `\`${name}\``).join(', ');

/** The expectation that failed in most runs, with their number. */
function worstOf(of) {
  const counts = new Map();
  for (const { failedBy } of of)
    for (const [name, count] of Object.entries(failedBy)) counts.set(name, (counts.get(name) ?? 0) + count);
  const [worst] = [...counts].sort(([, one], [, other]) => other - one);
  return worst === undefined ? '' : `\`${worst[0]}\` ${worst[1]}`;
}

/** `counted`: what each share has left in its file. */
export function hardPage(counted) {
  const [first] = counted;
  const { crowds } = first;
  const honest = first.honest.map((kind, at) => ({ ...kind, of: counted.map((share) => share.honest[at]) }));
  const dishonest = first.dishonest.map((kind, at) => ({
    ...kind,
    of: counted.map((share) => share.dishonest[at].rates),
  }));
  const missedOf = (crowd, { of }) => {
    const rates = of.map((each) => each[crowd]);
    return `${sum(rates.map(({ missed }) => missed))} of ${sum(rates.map((rate) => rate.of))}`;
  };
  const decided = ({ of }) => sum(of.map((one) => one.decided));
  const honestTable = table(
    [
      ['client', ({ name }) => name],
      ['what it does', ({ says }) => says],
      ['it does not promise', ({ not }) => inCode(not)],
      ['false positives', (kind) => `${sum(kind.of.map(({ failed }) => failed))} of ${decided(kind)}`],
      ['suspected', (kind) => `${sum(kind.of.map(({ suspected }) => suspected))} of ${decided(kind)}`],
      ['the worst', ({ of }) => worstOf(of)],
    ],
    honest,
  );
  const dishonestTable = table(
    [
      ['client', ({ name }) => name],
      ['what it breaks', ({ breaks }) => `\`${breaks}\``],
      ...crowds.map((crowd) => [crowd, (kind) => missedOf(crowd, kind)]),
    ],
    dishonest,
  );
  return `Out of ${first.runs} runs of each client:\n\n${honestTable}\n\n${missedSays}\n\n${dishonestTable}`;
}

const missedSays =
  'Missed: runs in which what the client breaks was neither failed nor suspected. Its calls come one\n' +
  'after the other, at once, or at once with one prompt, each in a third of the runs:';
