import { z } from 'zod';
import { admissionShape } from '../admission/index.ts';
import { expectations } from '../expectations/index.ts';
import { addedFields } from '../lib/header-fields.ts';
import { duration, size } from '../lib/shapes.ts';
import { defaultLimits, defaultPlatform } from './defaults.ts';
import { limitListShapes } from './limit-kinds/index.ts';
import { blastRadiusShape } from './schema-blast-radius.ts';
import { ruleShape } from './schema-rule.ts';
import { stubShape } from './schema-stub.ts';

const text = z.string().min(1, 'expected some text');
/** `403` unquoted is a number in YAML, but the value of a setting is a word. */
const word = z.union([z.string(), z.number(), z.boolean()], { error: 'expected a word' }).transform(String);

const upstreamHeaders = addedFields
  .default([])
  .describe('Fields that its answers have besides: names and values; a list repeats the field.');

export const upstreamShape = z.strictObject({
  url: text.describe('Base of the real backend; a trailing /v1 is not doubled.'),
  key: z
    .string()
    .regex(/^env:[A-Za-z_]\w*$/, 'expected env:NAME: a key comes from the environment, never from a file')
    .exactOptional(),
  mirror: z
    .boolean()
    .default(false)
    .describe("Show a failing backend as the same failure on the client's socket."),
  headers: upstreamHeaders,
  timeout: duration.default(120_000).describe('Silence before the head. Default: 2m.'),
});

/** Names stand in URLs, and in names of variables. */
export const upstreamNameHint = 'expected a name such as primary or eu-west: small letters, digits and "-"';
export const upstreamNameShape = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, upstreamNameHint);

export const namedUpstreamShape = upstreamShape.extend({
  url: text.describe('stub, or the base of a real backend.'),
  weight: z
    .int('expected a whole number from 0')
    .min(0, 'expected a whole number from 0')
    .max(1_000, 'expected at most 1000')
    .default(1)
    .describe('Its share of the requests whose URL names no upstream; 0: none of them. Default: 1.'),
  region: text.exactOptional().describe('For `when: { region }`.'),
});

const speedHint = 'expected a factor from 0.001 to 1000 (1 is as recorded, 2 twice as fast), or instant';
const speed = z.union([z.literal('instant'), z.number().min(0.001, speedHint).max(1_000, speedHint)], {
  error: speedHint,
});

export const replayShape = z.strictObject({
  replay: z
    .union([text, z.array(text).min(1)], { error: 'expected a tape, or a list of tapes' })
    .describe('Tapes, relative to this file; equal recordings are played in their order.'),
  speed: speed
    .default(1)
    .describe('1: at the recorded times; 2: twice as fast; instant: without waiting. Default: 1.'),
  headers: upstreamHeaders,
});

export const platformUseShape = z.strictObject({
  name: text.describe('A shipped platform, or a file.'),
  settings: z.record(z.string(), word).default({}),
});

/** Bytes. Less would refuse what every client sends; more is read by no server. */
const [leastHead, mostHead] = [1_024, 1_048_576];

export const limitsShape = z.strictObject({
  inspect: size
    .default(defaultLimits.inspect)
    .describe('Bytes of a body that are read before deciding. Default: 4MiB.'),
  body: size.default(defaultLimits.body).describe('Bytes of a body that the stub takes. Default: 10MiB.'),
  head: size
    .refine((bytes) => bytes >= leastHead && bytes <= mostHead, 'expected 1KiB to 1MiB')
    .default(defaultLimits.head)
    .describe('Bytes of target and header fields of a request; more get a 431. Default: 16KiB.'),
  read: duration
    .refine((ms) => ms > 0, 'expected more than 0s')
    .default(defaultLimits.readMs)
    .describe(
      'Time within which a request arrives whole; for a forwarded body, without a byte. Default: 30s.',
    ),
  hang: duration
    .refine((ms) => ms > 0, 'expected more than 0s')
    .default(defaultLimits.hangMs)
    .describe('Longest time that a fault holds a socket. Default: 15m.'),
});

const ignoredPart = z
  .string()
  .regex(/^(?:\/|\?[^=&])/, 'expected a JSON Pointer such as /metadata/ts, or ?name of the query');

const callsShape = z.strictObject({
  ignore: z
    .array(ignoredPart)
    .describe('What differs between the attempts of a call: /metadata/ts of the body, ?name of the query.'),
});

export const stageShape = z.strictObject({
  name: text,
  for: duration.refine((ms) => ms > 0, 'expected more than 0s: a stage of no length never runs'),
  rules: z.array(text).describe('Ids; a rule that is named in any stage is active only there.'),
});

const names = expectations.map(({ name }) => name);

/** A name, `{ name: parameters }`, or `{ not: name }`. */
const expectation = z.union([
  z.enum(names),
  z
    .strictObject(Object.fromEntries(expectations.map(({ name, params }) => [name, params.exactOptional()])))
    .meta({ minProperties: 1, maxProperties: 1 }),
  z
    .strictObject({ not: z.enum(names.filter((name) => name !== 'exit')) })
    .describe('What is judged under every scenario, or by the contract, is not judged here.'),
]);

/** The schema of a scenario file. */
export const scenarioShape = z.strictObject({
  scenario: text.exactOptional().describe('What it shows, in a few words. Default: the name of the file.'),
  platform: z
    .union([text, platformUseShape])
    .default(defaultPlatform)
    .describe('Name, file, or { name, settings }.'),
  upstream: z
    .union([text, upstreamShape, replayShape])
    .default('stub')
    .describe('stub, a URL, { url, key, mirror, headers, timeout }, replay:FILE, or { replay, … }.'),
  upstreams: z
    .record(upstreamNameShape, z.union([text, namedUpstreamShape]))
    .exactOptional()
    .describe(
      'Several in the place of `upstream`, each at /~NAME: { NAME: stub, URL or { url, weight, … } }.',
    ),
  record: text
    .exactOptional()
    .describe(
      'Tape, relative to this file, that keeps what the upstream or the stub answers, before faults.',
    ),
  seed: z
    .union([text, z.int('expected a whole number; quote a longer one')])
    .transform(String)
    .exactOptional()
    .describe('Default: drawn and printed.'),
  rules: z.array(ruleShape).default([]),
  stages: z.array(stageShape).default([]),
  ...limitListShapes,
  ...admissionShape,
  blastRadius: blastRadiusShape
    .exactOptional()
    .describe('How far the rules may reach, whatever they say. Default: nothing bounds them.'),
  expect: z.array(expectation).exactOptional().describe('What a well-behaved client does here.'),
  repetitions: z
    .int('expected a whole number from 1')
    .min(1, 'expected a whole number from 1')
    .max(1_000, 'expected at most 1000')
    .default(1)
    .describe('How often drill runs its command under it without --repeat; some things show only then.'),
  overrides: z
    .enum(['allow', 'deny'])
    .default('deny')
    .describe('Whether a request may bring faults of its own.'),
  http2: z
    .boolean()
    .default(false)
    .describe('Speak HTTP/2 too, on the same port, by ALPN or prior knowledge. Default: false.'),
  cors: z
    .enum(['allow', 'none'])
    .exactOptional()
    .describe(
      'Whether pages of other sites may ask. Default: as a real upstream says; allow, where there is none.',
    ),
  calls: callsShape.exactOptional().describe('What makes two requests the same.'),
  stub: stubShape.prefault({}),
  limits: limitsShape.prefault({}),
});
