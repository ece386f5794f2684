import { z } from 'zod';
import { beatsOf, heartBeats, withHeartBeats } from '../answer/framing/heart-beats.ts';
import { duration } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({
  every: duration
    .refine((ms) => ms >= 1, 'expected at least 1ms')
    .prefault('3s')
    .describe('Of silence; a head of a success that waits is sent at once.'),
  as: z.enum(heartBeats).default('comment').describe('In a stream; JSON has a blank in front.'),
  text: z
    .string()
    .regex(/^[^\r\n]*$/, 'a comment is one line')
    .default('ping')
    .describe('Of a comment.'),
});

export const heartBeat = requestFault({
  name: 'heart-beat',
  layer: 'timing',
  effect: 'rewrites',
  summary: 'send a sign of life while the answer is silent: in a stream, or as blanks before JSON',
  params,
  main: 'every',
  example: { every: '3s', as: 'ping' },
  explain: ({ every, as }) =>
    `send the head at once, and a heart-beat (${as}) for each ${formatDuration(every)} of silence`,
  apply: (steps, { params: { every, as, text }, facts, clock }) =>
    withHeartBeats(steps, { everyMs: every, beats: beatsOf(as, text), method: facts.method, clock }),
});
