import { z } from 'zod';
import { announcing, endingIdle } from '../answer/framing/idle-end.ts';
import { duration } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import { requestFault } from './fault.ts';

const seconds = duration
  .refine((ms) => ms % 1_000 === 0, 'Keep-Alive counts in whole seconds, such as 60s')
  .transform((ms) => ms / 1_000);

/** Shorter than what the listener keeps any idle connection. */
const maxIdleMs = 60_000;

const params = z.strictObject({
  idle: duration
    .refine((ms) => ms >= 1, 'expected at least 1ms; `disconnect: { at: end }` closes at once')
    .refine((ms) => ms <= maxIdleMs, 'expected at most 60s: an idle connection ends after 65s in any case')
    .prefault('2s')
    .describe('How long the connection is kept without a further request.'),
  announce: z
    .union([z.literal('none'), seconds])
    .default('none')
    .describe('What `Keep-Alive: timeout=` says, be it true or not; `none`: nothing.'),
  how: z.enum(['fin', 'rst']).default('fin').describe('How the connection ends.'),
});

export const keepAlive = requestFault({
  name: 'keep-alive',
  layer: 'transport',
  effect: 'rewrites',
  summary: 'end the connection when it has been idle behind the answer, whatever was announced; FIN or RST',
  params,
  main: 'idle',
  example: { idle: '2s', announce: '60s', how: 'rst' },
  explain({ idle, announce, how }) {
    const said = announce === 'none' ? 'no time for which it is kept' : `${announce}s`;
    const ends = `send ${how.toUpperCase()} once the connection was idle for ${formatDuration(idle)}`;
    return `announce ${said}, and ${ends}`;
  },
  apply: (steps, { params: { idle, announce, how } }) =>
    endingIdle(announcing(steps, announce === 'none' ? 'unsaid' : announce), { ms: idle, how }),
});
