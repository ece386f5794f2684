import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { errorKinds } from '../model/error-kind.ts';
import { advices, capabilities, modelKinds, parameterTypes } from '../model/platform.ts';
import type { Refusal } from '../model/refusal.ts';
import { stubKinds } from '../model/stub-kind.ts';
import { platformNames } from './index.ts';
import { asciiLine, documented, headers, platformHeaders } from './shape-headers.ts';
import { pricesShape } from './shape-prices.ts';

const text = z.string().min(1);
/** A setting's value: YAML parses an unquoted `403` as a number, so all values are converted to strings. */
const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const kebab = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'expected a kebab-case name such as rate-limited');
const prefix = z.string().regex(/^\/[^\s?#{}]*$/, 'expected a path prefix such as /v1');
const path = z
  .string()
  .regex(
    /^(\/([\w.~-]+|\{[a-z]+\}))+$/,
    'expected a path such as /v1/models or /api/keys/{id}, without a query',
  );

const setting = z.strictObject({
  summary: text,
  values: z.array(word).min(1),
  default: word,
  documented,
});

const surface = z.strictObject({
  title: text,
  prefixes: z
    .array(prefix)
    .min(1)
    .describe('Path prefixes of the surface, for endpoints that no route knows.'),
  envelope: z
    .json()
    .describe('The error body; $type $code $message $param $details $category $status are filled in.'),
  documented,
});

const parameter = z
  .strictObject({
    type: z.enum(parameterTypes),
    required: z.boolean().default(false),
    min: z.number().exactOptional(),
    max: z.number().exactOptional(),
    oneOf: z.array(z.string()).min(1).exactOptional(),
    assumed: z
      .array(z.enum(['type', 'required', 'min', 'max', 'oneOf']))
      .default([])
      .describe('What is assumed of a parameter whose route has documented parameters.'),
  })
  .describe('A field of the JSON body; a field that is not listed is ignored, never refused.');

const route = z.strictObject({
  surface: z.string().exactOptional().describe('Default: the first surface.'),
  methods: z.array(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])).min(1),
  path,
  stub: z.enum(stubKinds).describe('What the stub answers.'),
  parameters: z.record(text, parameter).default({}),
  streams: z.boolean().default(false).describe('Whether stream: true gives server-sent events.'),
  honoursN: z.boolean().default(false).describe('Whether n gives several choices; otherwise it is ignored.'),
  documented,
});

const entry = z.strictObject({
  status: z.int().min(400).max(599),
  surfaces: z.array(z.string()).min(1).exactOptional().describe('Default: all surfaces.'),
  default: z
    .boolean()
    .exactOptional()
    .describe('Whether error: STATUS means this entry. Default: yes for the only entry of its status.'),
  code: asciiLine.nullable().default(null),
  type: asciiLine.nullable().default(null),
  message: text.describe(
    'Human text; {model} {param} {path} {method} {key} are filled in; [: {model}] if there is a model.',
  ),
  param: z.string().nullable().default(null),
  category: asciiLine.nullable().default(null),
  details: z.json().default(null),
  headers: headers.default({}),
  retryAfter: duration
    .nullable()
    .default(null)
    .describe('Sent in whole seconds. As documented: that the header is there; how long is always assumed.'),
  trueWait: z
    .literal('retry-after')
    .exactOptional()
    .describe(
      'Where a limit of a scenario refuses with it: Retry-After tells the wait. Default: with retryAfter.',
    ),
  scope: z
    .literal('workspace')
    .exactOptional()
    .describe('What the limit holds for: all models of the workspace. Default: not known.'),
  raw: z
    .strictObject({ contentType: asciiLine, body: z.string() })
    .nullable()
    .default(null)
    .describe("A body that is not the surface's envelope."),
  kinds: z
    .array(z.enum(errorKinds))
    .default([])
    .describe('What it is about, on whichever platform: a scenario finds it by these too.'),
  advice: z.enum(advices),
  documented,
});

const model = z.strictObject({
  owner: text,
  kind: z.enum(modelKinds).default('chat'),
  capabilities: z
    .array(z.enum(capabilities))
    .exactOptional()
    .describe('Beside its kind: tools, vision. Default for chat: both, so that nothing is refused.'),
  dimensions: z.int().min(1).max(65_536).exactOptional().describe('Length of an embedding vector.'),
  documented,
});

const backoff = z.strictObject({
  first: duration,
  factor: z.number().min(1),
  jitter: z.number().min(0).max(1).describe('0.5: from half to one and a half.'),
  cap: duration,
  documented,
});

const refusedBy = z
  .union([text, z.strictObject({ setting: text, entries: z.record(text, text) })])
  .describe('The name of an error, or { setting: NAME, entries: { VALUE: NAME OF AN ERROR } }.');

const refusals = z.strictObject({
  'missing-credential': refusedBy,
  'malformed-credential': refusedBy,
  'unknown-key': refusedBy,
  'revoked-key': refusedBy,
  'malformed-json': refusedBy,
  'missing-parameter': refusedBy,
  'invalid-value': refusedBy,
  'unknown-endpoint': refusedBy,
  'unknown-model': refusedBy,
  'unknown-key-id': refusedBy,
  'method-not-allowed': refusedBy,
  'body-too-large': refusedBy,
  'rotation-pending': refusedBy,
  'upstream-unreachable': refusedBy,
  'upstream-timeout': refusedBy,
  'upstream-failed': refusedBy,
  'other-workspace': refusedBy.exactOptional().describe('Default: that of unknown-key.'),
  'stale-version': refusedBy.exactOptional().describe('Default: that of unknown-key.'),
  documented,
} satisfies Record<Refusal, z.ZodType> & { documented: typeof documented });

const credential = z.strictObject({
  headers: z
    .array(z.string().regex(/^[a-z0-9-]+$/, 'expected a header name in lower case, such as authorization'))
    .min(1)
    .default(['authorization']),
  scheme: z.string().default('Bearer'),
  prefix: z.string().default('sk-').describe('Beginning of a key that the stub makes.'),
  prefixes: z
    .array(text)
    .default([])
    .describe('Beginnings of which a key has one; none: any. Keys that a scenario names are free of it.'),
  documented,
});

const sentence = z.strictObject({
  says: text,
  documented: z.string().nullable().default(null).describe('The id of the source. Default: assumed.'),
  expectation: z.string().nullable().default(null).describe('What judges it.'),
  statuses: z
    .array(z.int().min(400).max(599))
    .default([])
    .describe('Where one expectation judges several sentences: the statuses that this one is about.'),
  scenarios: z.array(kebab).default([]).describe('Shipped scenarios of the suite that give occasion to it.'),
  mutants: z.array(kebab).default([]).describe('Clients of test/mutants that do all but this.'),
  notJudged: text.nullable().default(null).describe('Why nothing judges it.'),
});

/** The shape of a platform file: maps instead of lists, durations with units, defaults omitted. */
export const platformShape = z.strictObject({
  name: kebab,
  title: text,
  summary: text,
  extends: z
    .enum(platformNames)
    .exactOptional()
    .describe('A shipped platform; this file holds the differences, null removes.'),
  sources: z.record(z.string(), text).default({}).describe('Id → the document; documented: points here.'),
  baseUrl: z.url({ protocol: /^https?$/, error: 'expected a URL such as https://host/v1' }),
  keyVariables: z
    .array(z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'expected a variable such as MY_API_KEY'))
    .default([]),
  credential: credential.prefault({}),
  settings: z.record(kebab, setting).default({}),
  headers: platformHeaders,
  models: z.record(text, model),
  prices: pricesShape,
  surfaces: z.record(kebab, surface).refine((surfaces) => Object.keys(surfaces).length > 0, {
    error: 'expected at least one surface',
  }),
  routes: z.record(kebab, route),
  errors: z.record(kebab, entry),
  refusals: refusals.describe('What the stub and the upstream refuse, and with which error.'),
  backoff: backoff.nullable().default(null),
  categories: z
    .record(asciiLine, z.strictObject({ advice: z.enum(advices), documented }))
    .default({})
    .describe('What errors of a category ask for, where their entry does not say it itself.'),
  contract: z
    .record(kebab, sentence)
    .default({})
    .describe('What the documents ask of a client, by sentence. A scenario without expect expects it.'),
  suite: z
    .array(kebab)
    .default([])
    .describe('Shipped scenarios that drill --suite runs: all that the contract calls for.'),
});

/** A platform file of the right shape; its references are checked by `crossMistakes`. */
export type PlatformFile = z.output<typeof platformShape>;
