import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import { expectationNames, findExpectation } from '../expectations/index.ts';
import { isMapping } from '../lib/mapping.ts';
import { unknownName } from '../lib/nearest.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { ExpectationUse, Phase, Rule, Scenario } from '../model/scenario.ts';
import { compileRule } from './compile-rule.ts';
import { stageShape } from './schema.ts';

const list = z.array(z.unknown());

/** Maximum number of rules of a scenario. */
const maxRules = 50_000;

/** The elements of an optional list. */
function itemsOf(part: Part): Part[] {
  if (part.value !== undefined) part.read(list);
  return part.items();
}

/** The rules up to the maximum; the first one beyond it is refused, and no later one is looked at. */
function ruleParts(part: Part): Part[] {
  const items = itemsOf(part);
  const excess = `the file has ${items.length} rules; at most ${maxRules} are read`;
  items[maxRules]?.refuse(`${excess}: split it into several files`);
  return items.slice(0, maxRules);
}

export function compileRules(part: Part, inUse: PlatformInUse | null): Rule[] {
  const ids = new Map<string, number>();
  return ruleParts(part).map((item, index) => {
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
  const known = new Set(rules.map(({ id }) => id));
  const names = new Set<string>();
  return itemsOf(part).map((item) => {
    const { name = '', for: forMs = 0, rules: named = [] } = item.fields(stageShape);
    if (names.has(name)) item.at('name').refuse(`duplicate stage "${name}"; a name stands for one stage`);
    names.add(name);
    for (const [index, id] of named.entries())
      if (!known.has(id)) item.at('rules', index).refuse(unknownName('rule', id, [...known]));
    return { name, forMs, rules: named };
  });
}

const excusable = expectationNames.filter((name) => name !== 'exit');

/** `{ not: NAME }`. */
function compileExcuse(part: Part): string[] {
  const name = part.read(z.string());
  if (name === undefined) return [];
  if (excusable.includes(name)) return [name];
  part.refuse(
    name === 'exit' ? 'every status is right with exit: any' : unknownName('expectation', name, excusable),
  );
  return [];
}

function compileExpectation(part: Part): ExpectationUse[] {
  const { value } = part;
  const [only, ...others] = typeof value === 'string' ? [[value, part.as({})] as const] : part.entries();
  if (only === undefined || others.length > 0) {
    part.refuse('expected the name of an expectation, { name: parameters } or { not: name }');
    return [];
  }
  const [name, given] = only;
  const expectation = findExpectation(name);
  if (expectation !== undefined) return [{ expectation: name, params: given.read(expectation.params) }];
  given.refuse(unknownName('expectation', name, expectationNames), 'key');
  return [];
}

/** `expect`, and what it excuses. `null`: nothing is asked for but what the platform's contract states. */
export function compileExpectations(part: Part): Pick<Scenario, 'expect' | 'excused'> {
  if (part.value === undefined) return { expect: null, excused: [] };
  const items = itemsOf(part);
  const [excuses, asked] = [items.filter(isExcuse), items.filter((item) => !isExcuse(item))];
  const excused = excuses.flatMap((item) => compileExcuse(item.at('not')));
  const expect = asked.flatMap(compileExpectation);
  for (const item of excuses)
    if (expect.some(({ expectation }) => expectation === item.at('not').value))
      item
        .at('not')
        .refuse(`"${String(item.at('not').value)}" is expected and excused; leave one of them out`);
  return { expect: asked.length === 0 && excuses.length > 0 ? null : expect, excused };
}

function isExcuse({ value }: Part): boolean {
  return isMapping(value) && Object.keys(value).join() === 'not';
}
