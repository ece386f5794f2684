import { z } from 'zod';
import { reasonField } from '../drill-shapes.ts';
import { operation } from '../operation.ts';
import { faultsOf, faultsShape } from '../shapes.ts';

export const resumeFaults = operation({
  name: 'resumeFaults',
  summary: 'Releases the faults of every scenario, counters go on where they were; a drill has to begin anew',
  method: 'post',
  path: '/faults/resume',
  input: z.strictObject({
    reason: reasonField
      .exactOptional()
      .describe(
        'Why they may go on. Needed unless they were stopped by an operation without reason or drill.',
      ),
  }),
  body: '*',
  output: faultsShape,
  command: { name: 'resume', alias: 'release' },
  async effect({ reason = null }, { steering }) {
    await steering.releaseFaults(reason);
    return faultsOf(steering);
  },
});
