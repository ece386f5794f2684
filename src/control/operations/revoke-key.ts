import { z } from 'zod';
import { keyField, keysShape } from '../admission-shapes.ts';
import { operation } from '../operation.ts';
import { scopeOf, scopeShape } from '../shapes.ts';

export const revokeKey = operation({
  name: 'revokeKey',
  summary: 'Revokes a key, at once and for good',
  method: 'post',
  path: '/keys/revoke',
  input: z.strictObject({ ...scopeShape, key: keyField }),
  body: '*',
  output: keysShape,
  command: { name: 'revoke-key', argument: 'key' },
  effect: async ({ key, ...scope }, { steering }) => ({
    keys: await steering.revokeKey(scopeOf(scope), key),
  }),
});
