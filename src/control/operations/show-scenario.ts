import { z } from 'zod';
import { operation } from '../operation.ts';
import { scenarioShape } from '../shapes.ts';

export const showScenario = operation({
  name: 'showScenario',
  summary: 'The default scenario: what plays where the URL names none',
  method: 'get',
  path: '/scenario',
  input: z.strictObject({}),
  output: scenarioShape,
  command: { name: 'scenario' },
  effect: (_, { steering }) => steering.scenario(),
});
