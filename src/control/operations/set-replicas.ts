import { z } from 'zod';
import { replicasShape } from '../admission-shapes.ts';
import { operation } from '../operation.ts';
import { scopeOf, scopeShape } from '../shapes.ts';

export const setReplicas = operation({
  name: 'setReplicas',
  summary: 'Sets how many replicas of a model are healthy from now on, or heals all of them',
  method: 'post',
  path: '/replicas',
  input: z.strictObject({
    ...scopeShape,
    model: z.string().min(1).describe('A model, or its line in the scenario.'),
    healthy: z.coerce.number<number | string>().int().min(0).exactOptional().describe('Absent: all of them.'),
  }),
  body: '*',
  output: replicasShape,
  command: { name: 'set-replicas', argument: 'model' },
  effect: async ({ model, healthy = null, ...scope }, { steering }) => ({
    replicas: await steering.setReplicas(scopeOf(scope), model, healthy),
  }),
});
