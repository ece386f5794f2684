import { z } from 'zod';
import { longInteger } from '../lib/any-json.ts';
import { parseDuration, parseSize } from '../lib/units.ts';
import type { Range } from '../model/scenario.ts';

/** One value, or a list of alternatives. */
function anyOf<T extends z.ZodType>(one: T) {
  return z
    .union([one, z.array(one).min(1)])
    .transform((given) => (Array.isArray(given) ? given : [given]) as z.output<T>[]);
}

const text = z.string().min(1, 'expected some text; leave the line out to match anything');
/** One glob, or a list of alternatives. */
export const anyGlob = anyOf(text);
const globs = anyGlob;
/** `x-attempt: 1` is a number in YAML and text in HTTP. */
const headerValue = z
  .union([z.string(), z.number(), longInteger, z.boolean()], { error: 'expected a text or a list of texts' })
  .transform(String);
const bodyValue = z.union([z.string(), z.number(), longInteger, z.boolean(), z.null()]);

const rangeHint = 'expected a number from 1, such as 1, or a range such as 2..4 or 4..';

function toRange(given: string | number): Range {
  const [from = '', to] = String(given).split('..');
  const first = from === '' ? 1 : Number(from);
  if (to === undefined) return { from: first, to: first };
  return { from: first, to: to === '' ? Number.POSITIVE_INFINITY : Number(to) };
}

const range = z
  .union([
    z.int().min(1, rangeHint),
    z.string().regex(/^([1-9]\d{0,14}\.\.(\d{1,15})?|\.\.\d{1,15})$/, rangeHint),
  ])
  .refine(
    (given) => toRange(given).from <= toRange(given).to,
    'a range runs upwards from 1; this one is empty',
  )
  .transform(toRange);

/** A range of amounts with units, `1s..` and the like, both ends included. `parse`: reads one end. */
function amountRange(units: string, parse: (text: string) => number | null, hint: string) {
  const amount = `\\d+(?:\\.\\d+)?(?:${units})`;
  return (
    z
      .string({ error: hint })
      .regex(new RegExp(`^(?:${amount}\\.\\.(?:${amount})?|\\.\\.${amount})$`), hint)
      // A part of a byte has the form of a size.
      .refine((given) => given.split('..').every((end) => end === '' || parse(end) !== null), hint)
      .transform((given): Range => {
        const [from = '', to = ''] = given.split('..');
        return { from: parse(from) ?? 0, to: parse(to) ?? Number.POSITIVE_INFINITY };
      })
      .refine(({ from, to }) => from <= to, 'a range runs upwards; this one is empty')
  );
}

const sizeRange = amountRange(
  'B|KiB|MiB|GiB',
  parseSize,
  'expected a range of sizes, such as 1MiB.., ..64KiB or 1KiB..2MiB',
);
/** In milliseconds. */
const durationRange = amountRange(
  'ms|s|m|h|d',
  parseDuration,
  'expected a range of durations, such as 1s.., ..500ms or 1s..5s',
);

/** Keys that are known once a connection exists; the only ones that a connection rule may use. */
export const connectionKeys = ['tls', 'sni', 'alpn', 'address', 'connection'] as const;

/** All given keys must match. Texts are globs; `*` is any run of characters, including `/`. */
export const whenShape = z.strictObject({
  surface: globs.exactOptional().describe('Group of routes with one error envelope.'),
  route: globs.exactOptional().describe('Name of a route of the platform.'),
  method: anyOf(text.transform((method) => method.toUpperCase())).exactOptional(),
  path: globs.exactOptional().describe('Path of the request, without the query.'),
  upstream: globs.exactOptional().describe('Name of the upstream, of those under `upstreams`.'),
  region: globs.exactOptional().describe('Region of the upstream.'),
  model: globs.exactOptional().describe('Model asked for; "*" needs quotes.'),
  key: globs.exactOptional().describe('Credential, without its scheme.'),
  stream: z.boolean().exactOptional().describe('Whether a streamed answer was asked for.'),
  header: z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'expected a header name such as x-test-id'),
      anyOf(headerValue),
    )
    .transform((fields) =>
      Object.fromEntries(Object.entries(fields).map(([name, values]) => [name.toLowerCase(), values])),
    )
    .exactOptional(),
  query: z
    .record(z.string().min(1, 'expected the name of a parameter'), anyOf(headerValue))
    .exactOptional()
    .describe('Parameter of the query → value or glob, decoded.'),
  body: z
    .record(z.string().regex(/^(\/|$)/, 'expected a JSON Pointer such as /messages/0/role'), anyOf(bodyValue))
    .exactOptional()
    .describe('JSON Pointer → value or glob.'),
  prompt: globs.exactOptional().describe('Text of the last user message.'),
  attempt: anyOf(range).exactOptional().describe('Ordinal of the attempt within its call: 1, 2..4 or 4..'),
  client: globs.exactOptional().describe('User-Agent.'),
  idle: anyOf(durationRange)
    .exactOptional()
    .describe('How long its connection was idle before it; a first request never matches.'),
  tls: z.boolean().exactOptional().describe('Whether TLS is spoken.'),
  sni: globs.exactOptional().describe('Server name that a ClientHello asks for.'),
  alpn: globs.exactOptional().describe('Protocol that a ClientHello offers.'),
  address: globs.exactOptional().describe('Address of the client.'),
  connection: anyOf(range).exactOptional().describe('Ordinal of the connection: 1, 2..4 or 4..'),
  bytes: anyOf(sizeRange).exactOptional().describe('Size of the body as it was sent: 1MiB.. or 1KiB..2MiB'),
  underWay: anyOf(range)
    .exactOptional()
    .describe('Requests under way at the gateway, this one included: 4..'),
});
