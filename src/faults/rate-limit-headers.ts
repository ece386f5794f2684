import { z } from 'zod';
import { fromHead, startingWith } from '../answer/framing/bodies.ts';
import { limitLieNames, limitLies, withLimitLie } from '../platforms/limit-lies.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({
  kind: z.enum(limitLieNames).default('absent').describe('What they say in the place of the truth.'),
});

/** The fields are those that the platform names, whether they tell of limits here or at a real upstream. */
export const rateLimitHeaders = requestFault({
  name: 'rate-limit-headers',
  layer: 'head',
  effect: 'rewrites',
  summary: 'let the header fields of rate limits say what is not true; Retry-After stays true',
  params,
  main: 'kind',
  example: { kind: 'absent' },
  explain: ({ kind }) => `${limitLies[kind].says}, in header fields`,
  objections(_, { platform: { name, headers } }) {
    if (Object.keys(headers.limits).length > 0) return [];
    const remedy = 'name them in headers: limits of its file';
    return [{ path: [], message: `platform ${name} has no header fields of rate limits; ${remedy}` }];
  },
  apply: (steps, { params: { kind }, inUse, clock }) =>
    fromHead(
      steps,
      () => true,
      (head, rest) =>
        startingWith({ ...head, headers: withLimitLie(head.headers, inUse, kind, clock.wall()) }, rest),
    ),
});
