import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readScenario, shippedFile } from '../../src/gateway/library.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { drilledHosted, type Told, workshop } from '../helpers/drill.ts';
import { briefNode } from '../helpers/system.ts';
import { correctedFile, type Mutant, mutated, readMutants } from '../mutants/mutants.ts';

const { write } = workshop();
const program = readFileSync(correctedFile, 'utf8');

/** A mistake may show in how the command ends, too: without an answer, or with another exit status. */
const consequences = ['recovers', 'exit'];

/** The expectations that found a mistake. */
function findersIn({ scenarios }: Told): string[] {
  const failed = scenarios.flatMap(({ verdicts }) =>
    verdicts.filter(({ outcome }) => outcome === 'fail').map(({ expectation }) => expectation),
  );
  return [...new Set(failed)].filter((name) => !consequences.includes(name));
}

function sayVerdicts({ scenarios }: Told): string {
  return scenarios
    .flatMap(({ name, verdicts }) =>
      verdicts.map(({ expectation, outcome, because }) => `${name}: ${expectation}: ${outcome}: ${because}`),
    )
    .join('\n');
}

/** Of those alone: another process may spread their waits so far that they prove nothing. */
const retriesAlone = 2;

/** Each sentence of a platform with each of its mutants. */
async function rowsOf(name: string) {
  const { contract } = await findPlatform(name);
  const known = new Map(readMutants().map((mutant) => [mutant.name, mutant]));
  return Object.entries(contract).flatMap(([sentence, { expectation, mutants }]) =>
    mutants.flatMap((mutant) => {
      const found = known.get(mutant);
      return found === undefined ? [] : [{ platform: name, sentence, expectation, mutant: found }];
    }),
  );
}

/** How often a drill of the mutant runs the command. */
async function runsOf(platform: string, { scenarios, repeat }: Mutant): Promise<number> {
  const read = scenarios.map((name) => readScenario(shippedFile(name), { platform }));
  return (await Promise.all(read)).reduce((sum, { scenario }) => sum + (repeat ?? scenario.repetitions), 0);
}

const all = (await Promise.all(['token-factory', 'deeptoken', 'deeptoken-en', 'openai'].map(rowsOf))).flat();
const rows = await Promise.all(
  all.map(async (row) => ({ ...row, runs: await runsOf(row.platform, row.mutant) })),
);

/** Those alone, then the longest first, so that none is left at the end with nothing beside it. */
const byLength = (a: (typeof rows)[number], b: (typeof rows)[number]) =>
  Number(b.mutant.alone) - Number(a.mutant.alone) || b.runs - a.runs;

for (const { platform, sentence, expectation, mutant } of rows.toSorted(byLength)) {
  const run = mutant.alone ? test : test.concurrent;
  run(
    `${platform}, ${sentence}: ${mutant.name} is caught by ${expectation} and by nothing else`,
    { timeout: 180_000, retry: mutant.alone ? retriesAlone : 0 },
    async () => {
      const file = write(`${platform}-${mutant.name}.mjs`, mutated(program, mutant));
      const repeat = mutant.repeat === null ? [] : ['--repeat', String(mutant.repeat)];
      const args = [...mutant.scenarios, '--platform', platform, '--jobs', '2', ...repeat];
      const { code, told } = await drilledHosted(args, [...briefNode, file]);
      expect(findersIn(told), sayVerdicts(told)).toEqual([expectation]);
      expect(code).toBe(1);
    },
  );
}
