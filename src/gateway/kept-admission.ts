import { z } from 'zod';
import type { KeptAdmission } from '../admission/state/admission-state.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

const keptKey = z.strictObject({
  ...{ id: z.string(), name: z.string(), created: z.number(), uses: count },
  ...{ listed: digest.nullable(), secret: digest },
  revocation: z.enum(['none', 'asked']),
  planned: z.enum(['to-come', 'done']),
  rotation: z.strictObject({ to: digest, leftMs: z.number().min(0).nullable() }).nullable(),
});

/** Keys and replicas as a state file has them. */
export const keptAdmissionShape: z.ZodType<KeptAdmission> = z.strictObject({
  keys: z.strictObject({
    ...{ at: z.number(), added: count, made: count },
    ...{ keys: z.array(keptKey), retired: z.array(digest) },
  }),
  replicas: z.array(z.strictObject({ model: z.string(), healthy: count })),
});
