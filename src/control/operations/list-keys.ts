import { z } from 'zod';
import { keysShape } from '../admission-shapes.ts';
import { operation } from '../operation.ts';
import { scopeOf, scopeShape } from '../shapes.ts';

export const listKeys = operation({
  name: 'listKeys',
  summary: 'The keys of a scenario, masked, with their states and uses',
  method: 'get',
  path: '/keys',
  input: z.strictObject(scopeShape),
  output: keysShape,
  command: { name: 'keys' },
  effect: async (input, { steering }) => ({ keys: await steering.keys(scopeOf(input)) }),
});
