import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { describeHold } from '../lib/units.ts';
import { connectionFault } from './fault.ts';

const params = z.strictObject({
  for: duration.optional().describe('How long. Default: `limits: { hang }`.'),
});

export const connectionStall = connectionFault({
  name: 'connection-stall',
  layer: 'connection',
  summary: 'accept the connection and never answer, then close it',
  params,
  main: 'for',
  example: { for: '30s' },
  explain: (given) => `accept the connection and stay silent ${describeHold(given.for)}`,
  apply: (plan, { params: given, hangMs }) => ({
    ...plan,
    welcome: { kind: 'stall', ms: Math.min(given.for ?? hangMs, hangMs) },
  }),
});
