import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import { connectionFault } from './fault.ts';

const params = z.strictObject({
  for: duration.prefault('5s').describe('How long the port is closed, for every client.'),
});

export const connectionRefuse = connectionFault({
  name: 'connection-refuse',
  layer: 'connection',
  summary: 'reset the connection and close the port for a while, so that the next ones are refused',
  params,
  main: 'for',
  example: { for: '5s' },
  explain: (given) => `reset the connection and close the port for ${formatDuration(given.for)}`,
  apply: (plan, { params: given, hangMs }) => ({
    ...plan,
    welcome: { kind: 'refuse', ms: Math.min(given.for, hangMs) },
  }),
});
