import { z } from 'zod';
import { connectionFault } from './fault.ts';

export const connectionClose = connectionFault({
  name: 'connection-close',
  layer: 'connection',
  summary: 'accept the connection and send FIN, without a byte',
  params: z.strictObject({}),
  example: {},
  explain: () => 'close the connection as soon as it is accepted',
  apply: (plan) => ({ ...plan, welcome: { kind: 'close' } }),
});
