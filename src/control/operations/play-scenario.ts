import { z } from 'zod';
import { operation } from '../operation.ts';
import { scenarioShape, yamlField } from '../shapes.ts';

export const playScenario = operation({
  name: 'playScenario',
  summary: 'Makes another scenario the default one',
  method: 'put',
  path: '/scenario',
  input: z.strictObject({
    name: z.string().min(1).describe('Name of a scenario that is known, or of the one that is given.'),
    text: yamlField('A scenario, in YAML or JSON. Absent: one that is known.').exactOptional(),
  }),
  body: 'text',
  output: scenarioShape,
  command: { name: 'play', argument: 'name' },
  effect: ({ name, text }, { steering }) => steering.playScenario(name, text ?? null),
});
