import { z } from 'zod';
import { drippedByFrame, drippedByRate, pausesWithin } from '../answer/framing/paced.ts';
import { duration, size } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import { requestFault } from './fault.ts';

const params = z
  .strictObject({
    perFrame: duration.optional().describe('Before each frame; or `rate`, one of them is needed.'),
    rate: size
      .refine((bytes) => bytes > 0, 'expected at least 1B')
      .optional()
      .describe('Bytes a second.'),
  })
  .refine(
    ({ perFrame, rate }) => (perFrame === undefined) !== (rate === undefined),
    'say how fast by exactly one of perFrame and rate',
  );

export const drip = requestFault({
  name: 'drip',
  layer: 'timing',
  effect: 'rewrites',
  summary: 'send the body slowly: a pause before each frame, or so many bytes a second',
  params,
  main: 'rate',
  example: { perFrame: '500ms' },
  explain: ({ perFrame, rate }) =>
    perFrame === undefined
      ? `send the body at ${rate} bytes a second`
      : `wait ${formatDuration(perFrame)} before each frame of the body`,
  apply(steps, { params: { perFrame, rate }, hangMs }) {
    const pause = pausesWithin(hangMs, 'paced');
    return rate === undefined
      ? drippedByFrame(steps, perFrame ?? 0, pause)
      : drippedByRate(steps, rate, pause);
  },
});
