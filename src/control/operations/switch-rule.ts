import { z } from 'zod';
import { operation } from '../operation.ts';
import { idField, ruleShape, scopeOf, scopeShape } from '../shapes.ts';

export const switchRule = operation({
  name: 'switchRule',
  summary: 'Switches a rule off, or on again; its counters go on',
  method: 'patch',
  path: '/rules/{id}',
  input: z.strictObject({
    ...scopeShape,
    id: idField,
    state: z.enum(['on', 'off']).describe('off: it is not evaluated.'),
  }),
  output: ruleShape,
  command: { name: 'switch', argument: 'id' },
  effect: (input, { steering }) => steering.switchRule(scopeOf(input), input.id, input.state),
});
