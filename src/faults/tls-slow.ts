import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import { connectionFault } from './fault.ts';

export const tlsSlow = connectionFault({
  name: 'tls-slow',
  layer: 'tls',
  summary: 'wait before the ClientHello is answered; several waits add up',
  params: z.strictObject({ for: duration.describe('How long; then the handshake goes on.') }),
  main: 'for',
  example: { for: '2s' },
  explain: (given) => `wait ${formatDuration(given.for)} before it answers the ClientHello`,
  apply: (plan, { params: given, hangMs }) => ({
    ...plan,
    handshakeDelayMs: Math.min(plan.handshakeDelayMs + given.for, hangMs),
  }),
});
