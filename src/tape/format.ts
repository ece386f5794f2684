import { z } from 'zod';
import { token, visible } from '../lib/header-fields.ts';
import { bodyIsWhole, bytesOf } from './bytes.ts';

/** The first line of a tape: `{"tape":1}`. */
export const headerShape = z.strictObject({
  tape: z.literal(1, 'expected 1, the only version that there is'),
});

/** Milliseconds, up to one day. */
const ms = z.number().min(0).max(86_400_000);
const count = z.int().min(0);
const method = z.string().regex(token, 'expected a method such as POST');
const fieldName = z.string().regex(token, 'expected the name of a header field');
const line = z.string().regex(visible, 'expected characters that a head may hold');
const fields = z.array(z.tuple([fieldName, line], { error: 'expected [name, value]' }));

/** Text, or base64 for bytes that are not UTF-8. */
const bytes = z
  .union([z.string(), z.strictObject({ base64: z.base64('expected base64') })], {
    error: 'expected a text or { base64 }',
  })
  .transform(bytesOf);

const chunk = z.tuple([ms, bytes], { error: 'expected [milliseconds, text] or [milliseconds, { base64 }]' });

const request = z.strictObject({
  method,
  path: z.string().startsWith('/', 'expected a path such as /v1/chat/completions'),
  query: z.string().regex(/^(?:\?.*)?$/, 'expected ?… or an empty text'),
  model: z.string().nullable(),
  body: bytes.nullable(),
  bodyBytes: count,
  bodyHash: z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hex'),
});

const response = z.strictObject({
  status: z.int().min(200).max(999),
  reason: line.nullable(),
  headers: fields.transform((pairs) => pairs.flat()),
  headMs: ms,
  chunks: z
    .array(chunk)
    .refine(
      (all) => all.every(([at], index) => at >= (all[index - 1]?.[0] ?? 0)),
      'expected chunks in the order of their times',
    )
    .transform((all) => all.map(([atMs, each]) => ({ atMs, bytes: each }))),
  trailers: fields.transform((pairs) => pairs.flat()),
  hidden: count,
});

/** Every other line of a tape: one exchange. */
export const recordingShape = z.strictObject({ at: z.number(), request, response }).refine(bodyIsWhole, {
  path: ['response', 'chunks'],
  error: 'expected as many bytes as the Content-Length of "headers" says; change it together with the text',
});
