import { readDocument } from '../config/document.ts';
import { FileMistakes, isWarning, type Mistake } from '../config/mistakes.ts';
import { Part } from '../config/validate.ts';
import { isMapping } from '../lib/mapping.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import { compileRules } from './compile.ts';
import { compileRule } from './compile-rule.ts';
import { flagRule } from './flags.ts';
import { checkUpstreams } from './named-upstreams.ts';

/** What of a scenario a rule may name that is added to it. */
export type Names = Pick<Scenario, 'inUse' | 'upstreams'>;

/** A rule has an id that no other one has: `rule-1`, `rule-2`, … where none is given. */
function withFreeId(rule: Rule, taken: ReadonlySet<string>, isNamed: boolean): Rule {
  if (isNamed) return rule;
  let position = 1;
  while (taken.has(`rule-${position}`)) position += 1;
  return { ...rule, id: `rule-${position}` };
}

function refuse(mistakes: readonly Mistake[]): void {
  if (mistakes.some((mistake) => !isWarning(mistake))) throw new FileMistakes(mistakes);
}

/**
 * Reads one rule in YAML or JSON, or the items of a sequence (`429, 429, ok`), as a scenario file has it.
 * `taken`: the ids of the others. Throws `FileMistakes` with all mistakes, placed in `file`.
 */
export function readRule(text: string, file: string, names: Names, taken: ReadonlySet<string>): Rule {
  const asWritten = readDocument(text, file);
  const document = isMapping(asWritten.value) ? asWritten : flagRule(file, text);
  const mistakes: Mistake[] = [];
  const part = Part.root(document, mistakes);
  const rule = compileRule(part, 1, names.inUse);
  checkUpstreams([part.at('when')], names.upstreams);
  if (part.has('id') && taken.has(rule.id))
    part.at('id').refuse(`duplicate id "${rule.id}": another rule has it; an id names one rule`);
  refuse(mistakes);
  return withFreeId(rule, taken, part.has('id'));
}

/** Reads a list of rules. */
export function readRules(text: string, file: string, { inUse, upstreams }: Names): readonly Rule[] {
  const mistakes: Mistake[] = [];
  const list = Part.root(readDocument(text, file), mistakes);
  const rules = compileRules(list, inUse);
  checkUpstreams(
    list.items().map((item) => item.at('when')),
    upstreams,
  );
  refuse(mistakes);
  return rules;
}
