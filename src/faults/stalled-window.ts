import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { describeHold } from '../lib/units.ts';
import { connectionFault } from './fault.ts';

const params = z.strictObject({
  for: duration.optional().describe('How long. Default: `limits: { hang }`.'),
});

/**
 * SETTINGS_INITIAL_WINDOW_SIZE 0 (RFC 9113 section 6.9.2). What a client sends before it has read that, at
 * most 64 KiB, is taken: as a rule the body of its first request.
 */
export const stalledWindow = connectionFault({
  name: 'stalled-window',
  layer: 'http2',
  only: 'HTTP/2',
  summary: 'give a connection no window, so that its client cannot send bodies; then the window opens',
  params,
  main: 'for',
  example: { for: '30s' },
  explain: (given) => `give the connection no window for bodies ${describeHold(given.for)}`,
  apply: (plan, { params: given, hangMs }) => ({
    ...plan,
    windowStallMs: Math.min(given.for ?? hangMs, hangMs),
  }),
});
