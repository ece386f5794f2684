import { z } from 'zod';
import { operation } from '../operation.ts';
import { scopeOf, scopeShape } from '../shapes.ts';

export const setLimit = operation({
  name: 'setLimit',
  summary: 'Sets what is left of a limit, as if all that is not left had been taken at this moment',
  method: 'post',
  path: '/limits',
  input: z.strictObject({
    ...scopeShape,
    id: z.string().min(1).describe('Id of the limit.'),
    remaining: z.coerce
      .number<number | string>()
      .min(0)
      .describe('What is left, in its unit: of usd also a fraction, of all others a whole number.'),
    key: z.string().exactOptional().describe('As it is sent or as it is listed. Absent: every key in use.'),
  }),
  body: '*',
  output: z.strictObject({
    id: z.string(),
    remaining: z.number(),
    keys: z.int().describe('Keys that have it now.'),
  }),
  command: { name: 'set-limit', argument: 'id' },
  async effect({ id, remaining, key = null, ...scope }, { steering }) {
    const keys = await steering.setLimit(scopeOf(scope), { limit: id, remaining, key });
    return { id, remaining, keys };
  },
});
