import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import { expectationNames, findExpectation } from '../expectations/index.ts';
import { unknownName } from '../lib/nearest.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { ExpectationUse, Phase, Rule } from '../model/scenario.ts';
import { compileRule } from './compile-rule.ts';
import { stageShape } from './schema.ts';

const list = z.array(z.unknown());

/** The elements of an optional list. */
function itemsOf(part: Part): Part[] {
  if (part.value !== undefined) part.read(list);
  return part.items();
}

export function compileRules(part: Part, inUse: PlatformInUse | null): Rule[] {
  const ids = new Map<string, number>();
  return itemsOf(part).map((item, index) => {
    const rule = compileRule(item, index + 1, inUse);
    const first = ids.get(rule.id);
    if (first === undefined) ids.set(rule.id, index + 1);
    else
      item
        .at('id')
        .refuse(`duplicate id "${rule.id}": rule ${first} of this file has it too; an id names one rule`);
    return rule;
  });
}

export function compileStages(part: Part, rules: readonly Rule[]): Phase[] {
  const known = rules.map(({ id }) => id);
  const names = new Set<string>();
  return itemsOf(part).map((item) => {
    const { name = '', for: forMs = 0, rules: named = [] } = item.fields(stageShape);
    if (names.has(name)) item.at('name').refuse(`duplicate stage "${name}"; a name stands for one stage`);
    names.add(name);
    for (const [index, id] of named.entries())
      if (!known.includes(id)) item.at('rules', index).refuse(unknownName('rule', id, known));
    return { name, forMs, rules: named };
  });
}

function compileExpectation(part: Part): ExpectationUse[] {
  const { value } = part;
  const [only, ...others] = typeof value === 'string' ? [[value, part.as({})] as const] : part.entries();
  if (only === undefined || others.length > 0) {
    part.refuse('expected the name of an expectation, or { name: parameters }');
    return [];
  }
  const [name, given] = only;
  const expectation = findExpectation(name);
  if (expectation !== undefined) return [{ expectation: name, params: given.read(expectation.params) }];
  given.refuse(unknownName('expectation', name, expectationNames), 'key');
  return [];
}

/** `null`: the expectations of the platform's contract. */
export function compileExpectations(part: Part): ExpectationUse[] | null {
  return part.value === undefined ? null : itemsOf(part).flatMap(compileExpectation);
}
