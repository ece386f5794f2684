import { z } from 'zod';
import { connectionFault } from './fault.ts';

export const connectionReset = connectionFault({
  name: 'connection-reset',
  layer: 'connection',
  summary: 'accept the connection and send RST',
  params: z.strictObject({}),
  example: {},
  explain: () => 'reset the connection as soon as it is accepted',
  apply: (plan) => ({ ...plan, welcome: { kind: 'reset' } }),
});
