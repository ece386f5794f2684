import { z } from 'zod';
import { drillAnswer, drillIdField } from '../drill-shapes.ts';
import { operation } from '../operation.ts';

export const renewLease = operation({
  name: 'renewLease',
  summary: 'Renews the lease of a drill; one that is not renewed in time ends the drill',
  method: 'post',
  path: '/drill/renew',
  input: z.strictObject({ id: drillIdField }),
  body: '*',
  output: drillAnswer,
  command: { name: 'renew-lease', argument: 'id' },
  effect: ({ id }, { steering }) => ({ drill: steering.renewLease(id) }),
});
