import { z } from 'zod';
import { reasonField } from '../drill-shapes.ts';
import { operation } from '../operation.ts';
import { faultsOf, faultsShape } from '../shapes.ts';

export const stopFaults = operation({
  name: 'stopFaults',
  summary:
    'The kill switch: ends every fault of every scenario and drill, also those under way, until a release',
  method: 'post',
  path: '/faults/stop',
  input: z.strictObject({ reason: reasonField.exactOptional().describe('Why; the release needs one then.') }),
  body: '*',
  output: faultsShape,
  command: { name: 'stop' },
  async effect({ reason = null }, { steering }) {
    await steering.stopFaults(reason);
    return faultsOf(steering);
  },
});
