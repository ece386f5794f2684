import { z } from 'zod';
import { onBodies } from '../answer/framing/bodies.ts';
import { lengthMistakes, misdeclared } from '../answer/framing/damage/bad-length.ts';
import { size } from '../lib/shapes.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({
  says: z.enum(['fewer', 'more']).default('fewer').describe('Than come.'),
  by: size
    .refine((bytes) => bytes > 0, 'expected at least 1B')
    .prefault('8B')
    .describe('So many bytes.'),
});

export const badLength = requestFault({
  name: 'bad-length',
  layer: 'transport',
  effect: 'rewrites',
  summary: 'send a body whose Content-Length says fewer or more bytes than come; not of a stream',
  params,
  main: 'says',
  example: { says: 'more', by: '16B' },
  explain: ({ says, by }) => `send a Content-Length that says ${lengthMistakes[says]}, by ${by} bytes`,
  apply: (steps, { params: { says, by }, facts }) =>
    onBodies(steps, facts, 'no-stream', (head, rest) => misdeclared(head, rest, says, by)),
});
