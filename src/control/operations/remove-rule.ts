import { z } from 'zod';
import { operation } from '../operation.ts';
import { idField, ruleShape, scopeOf, scopeShape } from '../shapes.ts';

export const removeRule = operation({
  name: 'removeRule',
  summary: 'Removes a rule',
  method: 'delete',
  path: '/rules/{id}',
  input: z.strictObject({ ...scopeShape, id: idField }),
  output: ruleShape,
  command: { name: 'remove', argument: 'id' },
  effect: (input, { steering }) => steering.removeRule(scopeOf(input), input.id),
});
