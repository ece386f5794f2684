import { z } from 'zod';
import { operation } from '../operation.ts';
import { ruleField, ruleShape, scopeOf, scopeShape } from '../shapes.ts';

export const addRule = operation({
  name: 'addRule',
  summary: 'Adds a rule in front of all others',
  method: 'post',
  path: '/rules',
  input: z.strictObject({ ...scopeShape, rule: ruleField }),
  body: 'rule',
  output: ruleShape,
  command: { name: 'add', argument: 'rule' },
  effect: (input, { steering }) => steering.addRule(scopeOf(input), input.rule),
});
