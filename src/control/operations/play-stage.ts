import { z } from 'zod';
import { operation } from '../operation.ts';
import { scenarioShape, scopeOf, scopeShape } from '../shapes.ts';

export const playStage = operation({
  name: 'playStage',
  summary: 'Goes on as if a stage of the scenario began now',
  method: 'put',
  path: '/stage',
  input: z.strictObject({ ...scopeShape, stage: z.string().min(1).describe('Name of the stage.') }),
  output: scenarioShape,
  command: { name: 'stage', argument: 'stage' },
  effect: (input, { steering }) => steering.playStage(scopeOf(input), input.stage),
});
