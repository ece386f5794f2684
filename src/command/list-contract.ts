import type { Sentence } from '../model/contract.ts';
import { findPlatform } from '../platforms/find.ts';

/** A sentence of a contract and what judges it: scenarios give the occasion, a mutant proves it. */
type ListedSentence = {
  readonly sentence: string;
  readonly basis: string;
  readonly expectation: string;
  readonly scenarios: string;
  readonly mutants: string;
  /** The sentence itself, and why nothing judges it. */
  readonly says: string;
};

/** A sentence is covered if an expectation judges it in a scenario of the suite and catches a mutant. */
function isCovered({ expectation, scenarios, mutants }: Sentence, suite: readonly string[]): boolean {
  const played = scenarios.filter((name) => suite.includes(name));
  return expectation !== null && played.length > 0 && mutants.length > 0;
}

/** The contract of a platform, sentence by sentence, and how many of them its suite covers. */
export async function listContract(name: string): Promise<{
  readonly items: readonly ListedSentence[];
  readonly ending: string;
}> {
  const { contract, sources, suite } = await findPlatform(name);
  const items = Object.entries(contract).map(([sentence, each]) => ({
    sentence,
    basis:
      each.documented === null ? 'assumed' : `documented: ${sources[each.documented] ?? each.documented}`,
    expectation: each.expectation ?? 'none',
    scenarios: each.scenarios.join(' '),
    mutants: each.mutants.join(' '),
    says: each.notJudged === null ? each.says : `${each.says} (not judged: ${each.notJudged})`,
  }));
  const judged = Object.values(contract).filter(({ notJudged }) => notJudged === null);
  const covered = judged.filter((sentence) => isCovered(sentence, suite)).length;
  const left = items.length - judged.length;
  const others = left === 0 ? '' : `; ${left} more cannot be judged, for the reason given`;
  return { items, ending: `suite coverage ${covered} of ${judged.length}${others}\n` };
}
