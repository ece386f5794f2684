import { z } from 'zod';
import { duration } from '../../lib/shapes.ts';
import { keyField, keysShape } from '../admission-shapes.ts';
import { operation } from '../operation.ts';
import { scopeOf, scopeShape } from '../shapes.ts';

export const rotateKey = operation({
  name: 'rotateKey',
  summary: 'Rotates a key: the new one is valid from now on, the old one for its grace time',
  method: 'post',
  path: '/keys/rotate',
  input: z.strictObject({
    ...scopeShape,
    key: keyField,
    to: z
      .string()
      .regex(/^[\x21-\x7e]+$/, 'a key has no spaces, and is plain ASCII')
      .exactOptional()
      .describe('The new key. Absent: that of the scenario (rotatedTo).'),
    grace: duration
      .exactOptional()
      .describe('Absent: that of the scenario, or else until the new key is used.'),
  }),
  body: '*',
  output: keysShape,
  command: { name: 'rotate-key', argument: 'key' },
  effect: async ({ key, to = null, grace = null, ...scope }, { steering }) => ({
    keys: await steering.rotateKey(scopeOf(scope), { key, to, graceMs: grace }),
  }),
});
