import { z } from 'zod';
import { operation } from '../operation.ts';
import { faultsShape } from '../shapes.ts';

export const resumeFaults = operation({
  name: 'resumeFaults',
  summary: 'Resumes every fault of every scenario, counters go on where they were',
  method: 'post',
  path: '/faults/resume',
  input: z.strictObject({}),
  output: faultsShape,
  command: { name: 'resume' },
  effect(_, { steering }) {
    steering.setFaults('injecting');
    return { faults: steering.faults() };
  },
});
