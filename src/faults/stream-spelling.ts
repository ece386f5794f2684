import { z } from 'zod';
import { respelled, type Spelling, spellings } from '../answer/framing/sse/spelling.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

const spelling = z.enum(Object.keys(spellings) as [Spelling, ...Spelling[]]);
const params = z.strictObject({
  as: z
    .union([spelling, z.array(spelling).min(1)])
    .default('no-space')
    .describe('One of them, or a list.'),
});

export const streamSpelling = requestFault({
  name: 'stream-spelling',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'spell the stream in another way that the standard allows: every parser reads the same from it',
  params,
  main: 'as',
  example: { as: ['no-space', 'crlf'] },
  explain: (given) =>
    `send the stream with ${[given.as]
      .flat()
      .map((name) => spellings[name])
      .join(', ')}`,
  apply: (steps, { params: given, facts }) =>
    onStreams(steps, facts, (stream) => respelled(stream, [given.as].flat())),
});
