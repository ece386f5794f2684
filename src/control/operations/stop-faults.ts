import { z } from 'zod';
import { operation } from '../operation.ts';
import { faultsShape } from '../shapes.ts';

export const stopFaults = operation({
  name: 'stopFaults',
  summary: 'Stops every fault of every scenario, until they are resumed; what is under way ends as it would',
  method: 'post',
  path: '/faults/stop',
  input: z.strictObject({}),
  output: faultsShape,
  command: { name: 'stop' },
  effect(_, { steering }) {
    steering.setFaults('stopped');
    return { faults: steering.faults() };
  },
});
