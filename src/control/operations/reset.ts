import { z } from 'zod';
import { operation } from '../operation.ts';
import { resetField, scopeOf, scopeShape } from '../shapes.ts';
import type { ResetCounts } from '../steering.ts';

const counts: z.ZodType<ResetCounts> = z.strictObject({
  runs: z.int().describe('Runs that begin anew.'),
  entries: z.int().describe('Journal entries that were dropped.'),
});

export const reset = operation({
  name: 'reset',
  summary: 'Begins anew: counters, journal, rules, or all of them; tapes are never touched',
  method: 'post',
  path: '/reset',
  input: z.strictObject({ ...scopeShape, what: resetField }),
  output: counts,
  command: { name: 'reset', argument: 'what' },
  effect: (input, { steering }) => steering.reset(input.what, scopeOf(input)),
});
