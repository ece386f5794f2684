import { z } from 'zod';
import { addedFields } from '../lib/header-fields.ts';
import { defaultWords } from './defaults.ts';
import { pace } from './schema-stub-pace.ts';

const secret = z
  .string()
  .min(1, 'expected a key')
  .regex(/^[\x21-\x7e]+$/, 'expected a key without spaces');

export const stubShape = z.strictObject({
  text: z.string().nullable().default(null).describe('The text of every chat answer.'),
  words: z.int().min(1).max(100_000).default(defaultWords).describe('Words of a made text.'),
  pace: pace
    .nullable()
    .default(null)
    .describe('How fast the model is: fast, typical, slow, overloaded, or figures. Default: at once.'),
  headers: addedFields
    .default([])
    .describe('Fields that its successes have besides: names and values; a list repeats the field.'),
  models: z
    .enum(['any', 'catalogue'])
    .exactOptional()
    .describe(
      "catalogue: an unknown model is the platform's 404. Default: catalogue if the platform documents it.",
    ),
  keys: z
    .array(secret)
    .nullable()
    .default(null)
    .describe("The only valid keys. Default: all that begin as the platform's keys do."),
  revokedKeys: z.array(secret).default([]),
  otherWorkspaceKeys: z
    .array(secret)
    .default([])
    .describe("Keys that are valid in another workspace: the platform's 401."),
});
