import { z } from 'zod';
import type { ShownKey, ShownReplicas } from '../model/admission-level.ts';

export const keyField = z
  .string()
  .min(1)
  .describe('Id of the key, or the key as it is listed (masked) or sent.');

const keyShape: z.ZodType<ShownKey> = z.strictObject({
  ...{ scenario: z.string(), label: z.string(), id: z.string() },
  masked: z.string().describe('The key, masked; of a rotation that is under way the old one.'),
  state: z.enum(['valid', 'rotating', 'revoked', 'other-workspace', 'feature-not-enabled']),
  uses: z.int().describe('Requests that were admitted with it.'),
  rotatedTo: z.string().nullable().describe('The new key of a rotation that is under way, masked.'),
  graceMs: z
    .number()
    .nullable()
    .describe('For how long the old key is valid; null: until the new one is used, or there is no rotation.'),
});

export const keysShape = z.strictObject({ keys: z.array(keyShape).readonly() });

const replicaShape: z.ZodType<ShownReplicas> = z.strictObject({
  ...{ scenario: z.string(), label: z.string(), model: z.string() },
  ...{ total: z.int(), healthy: z.int() },
  changesMs: z.number().nullable().describe('Milliseconds after which that changes; null: not by itself.'),
});

export const replicasShape = z.strictObject({ replicas: z.array(replicaShape).readonly() });
