import { z } from 'zod';
import { type DrillState, drillEnds } from '../model/drill.ts';
import { hideSecrets } from '../secrets/redact.ts';

const drillShape: z.ZodType<DrillState> = z.strictObject({
  id: z.string().describe('Made by the gateway; other operations ask for it.'),
  name: z.string(),
  stage: z.string().nullable().describe('null: it has entered none.'),
  state: z.enum(['running', 'ended']),
  endedBy: z
    .enum(drillEnds)
    .nullable()
    .describe('lease: its runner did not renew it in time; null: it goes on.'),
  because: z.string().nullable(),
  startedAt: z.number().describe('Milliseconds since the Unix epoch.'),
  endedAt: z.number().nullable(),
  leaseEndsAt: z
    .number()
    .nullable()
    .describe('When it ends unless the lease is renewed; null: it has ended.'),
  figures: z.strictObject({
    hit: z.int().describe('Requests and connections that met a fault of its rules, once each.'),
    heldBack: z.record(z.string(), z.int()),
  }),
});

export const drillAnswer = z.strictObject({ drill: drillShape });
export const lastDrillAnswer = z.strictObject({
  drill: drillShape.nullable().describe('null: none has begun since the gateway started.'),
});

export const drillIdField = z.string().min(1).describe('Id of the drill, as its beginning was answered.');

/** Also what is said of an end and of a stop. */
export const reasonField = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}]*$/u, 'expected one line of text')
  .transform(hideSecrets);
