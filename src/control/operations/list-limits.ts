import { z } from 'zod';
import { operation } from '../operation.ts';
import { limitsShape, scopeOf, scopeShape } from '../shapes.ts';

export const listLimits = operation({
  name: 'listLimits',
  summary: 'What is left of each limit, under the keys that have used most of it',
  method: 'get',
  path: '/limits',
  input: z.strictObject({
    ...scopeShape,
    keys: z.coerce
      .number<number | string>()
      .int()
      .min(0)
      .max(1_000)
      .default(10)
      .describe('Most keys of a limit that are listed. Default: 10.'),
  }),
  output: limitsShape,
  command: { name: 'limits', prints: 'levels' },
  effect: (input, { steering }) => steering.limits(scopeOf(input), input.keys),
});
