import { z } from 'zod';
import { operation } from '../operation.ts';
import { idField, ruleField, ruleShape, scopeOf, scopeShape } from '../shapes.ts';

export const replaceRule = operation({
  name: 'replaceRule',
  summary: 'Puts a rule in the place of another one; its counters begin anew',
  method: 'put',
  path: '/rules/{id}',
  input: z.strictObject({ ...scopeShape, id: idField, rule: ruleField }),
  body: 'rule',
  output: ruleShape,
  command: { name: 'replace', argument: 'rule' },
  effect: (input, { steering }) => steering.replaceRule(scopeOf(input), input.id, input.rule),
});
