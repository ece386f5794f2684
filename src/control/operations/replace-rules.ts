import { z } from 'zod';
import { operation } from '../operation.ts';
import { rulesShape, scopeOf, scopeShape, yamlField } from '../shapes.ts';

export const replaceRules = operation({
  name: 'replaceRules',
  summary: 'Puts a list of rules in the place of all rules',
  method: 'put',
  path: '/rules',
  input: z.strictObject({
    ...scopeShape,
    rules: yamlField('A list of rules as in a scenario file, in YAML or JSON; [] for none.'),
  }),
  body: 'rules',
  output: rulesShape,
  command: { name: 'replace-all', argument: 'rules' },
  effect: async (input, { steering }) => ({
    rules: await steering.replaceRules(scopeOf(input), input.rules),
  }),
});
