import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { sayDuration } from '../lib/units.ts';
import { connectionFault } from './fault.ts';

const params = z.strictObject({ for: duration.optional() });

export const connectionStall = connectionFault({
  name: 'connection-stall',
  layer: 'connection',
  summary: 'accept the connection and never answer, then close it',
  params,
  main: 'for',
  example: { for: '30s' },
  explain: (given) =>
    `accept the connection and stay silent ${given.for === undefined ? 'until the limit' : `for ${sayDuration(given.for)}`}`,
  apply: (plan, { params: given, hangMs }) => ({
    ...plan,
    welcome: { kind: 'stall', ms: Math.min(given.for ?? hangMs, hangMs) },
  }),
});
