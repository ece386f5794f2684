import { z } from 'zod';
import { operation } from '../operation.ts';
import { rulesShape, scopeOf, scopeShape } from '../shapes.ts';

export const listRules = operation({
  name: 'listRules',
  summary: 'The rules of a scenario, in the order in which they are evaluated',
  method: 'get',
  path: '/rules',
  input: z.strictObject(scopeShape),
  output: rulesShape,
  command: { name: 'rules' },
  effect: async (input, { steering }) => ({ rules: await steering.rules(scopeOf(input)) }),
});
