import { z } from 'zod';
import { replicasShape } from '../admission-shapes.ts';
import { operation } from '../operation.ts';
import { scopeOf, scopeShape } from '../shapes.ts';

export const listReplicas = operation({
  name: 'listReplicas',
  summary: 'How many replicas of each model of a scenario are healthy',
  method: 'get',
  path: '/replicas',
  input: z.strictObject(scopeShape),
  output: replicasShape,
  command: { name: 'replicas' },
  effect: async (input, { steering }) => ({ replicas: await steering.replicas(scopeOf(input)) }),
});
