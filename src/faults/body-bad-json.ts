import { z } from 'zod';
import { chunked, damaged, onBodies, startingWith } from '../answer/framing/bodies.ts';
import { badJson, jsonMistakes } from '../answer/framing/damage/bad-json.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({
  kind: z
    .enum(['unclosed', 'trailing-comma', 'single-quotes', 'prefix'])
    .default('unclosed')
    .describe('What is wrong with it.'),
});

/** Does not change bodies that are no JSON, such as streams. */
export const bodyBadJson = requestFault({
  name: 'body-bad-json',
  layer: 'body',
  effect: 'rewrites',
  summary: 'send JSON that no parser takes, in whole answers',
  params,
  main: 'kind',
  example: { kind: 'trailing-comma' },
  explain: ({ kind }) => `send JSON with ${jsonMistakes[kind]}`,
  apply: (steps, { params: { kind }, facts }) =>
    onBodies(steps, facts, 'json', (head, rest) => damaged(startingWith(chunked(head), badJson(kind, rest)))),
});
