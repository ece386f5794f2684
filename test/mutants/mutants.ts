import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const shape = z.record(
  z.string(),
  z.strictObject({
    scenarios: z.array(z.string()).min(1),
    alone: z.boolean().default(false),
    repeat: z.int().positive().nullable().default(null),
    changes: z.array(z.strictObject({ find: z.string(), replace: z.string() })).min(1),
  }),
);

/** A client with one defect: the changes that make it of examples/corrected.mjs, and where it is drilled. */
export interface Mutant {
  readonly name: string;
  readonly scenarios: readonly string[];
  /** Whether nothing is drilled beside it. */
  readonly alone: boolean;
  /** How often it is run under each scenario; `null`: as often as the scenario says. */
  readonly repeat: number | null;
  readonly changes: readonly { readonly find: string; readonly replace: string }[];
}

export const correctedFile = 'examples/corrected.mjs';

export function readMutants(): Mutant[] {
  const text = readFileSync(new URL('mutants.yaml', import.meta.url), 'utf8');
  return Object.entries(shape.parse(parse(text))).map(([name, rest]) => ({ name, ...rest }));
}

/** The program with the defect. Throws if what is to be changed is not there exactly once. */
export function mutated(program: string, { name, changes }: Mutant): string {
  return changes.reduce((text, { find, replace }) => {
    const [before, after, ...more] = text.split(find);
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`${name}: ${JSON.stringify(find)} has to be in ${correctedFile} exactly once`);
    return `${before}${replace}${after}`;
  }, program);
}
