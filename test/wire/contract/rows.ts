import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SystemPartName } from '../../helpers/system.ts';

/** `/…/` is a pattern, `absent` says that there is nothing; all else has to be equal. */
const expected = z.union([z.string(), z.number()]);
type Body = { readonly [member: string]: z.output<typeof expected> | Body };
const body: z.ZodType<Body> = z.lazy(() => z.record(z.string(), z.union([expected, body])));

/** What a command prints and ends with. Status, header fields and body are those of the last answer. */
const expectation = z.strictObject({
  status: z.int().optional(),
  /** Of all answers, in their order. */
  statuses: z.array(z.int()).optional(),
  headers: z.record(z.string(), expected).default({}),
  /** Members of the body and their order: `{ error: { type, code } }`. */
  envelope: z.string().optional(),
  /** Some members of the body. */
  body: body.default({}),
  /** Exit status of the command. */
  exit: z.int().default(0),
  /** What is to be found in what it prints. */
  output: z.string().optional(),
});
export type Expectation = z.output<typeof expectation>;

const shown = z.strictObject({
  /** For `sh`; ROOT, URL, KEY, CHAT and examples/contract/variables.sh give it its variables. */
  run: z.string(),
  /** The command is run with each of these as $AT. */
  at: z.array(z.string()).optional(),
  expect: expectation,
  needs: z.array(z.custom<SystemPartName>((name) => typeof name === 'string')).default([]),
});

/** A sentence of the document, and what the wire does about it. */
const row = z
  .strictObject({
    place: z.string(),
    /** In our words. */
    says: z.string(),
    wire: z.string(),
    /** The source, by its id in the platform's file, that says so. */
    documented: z.string().optional(),
    /** What of it no document says. */
    assumed: z.string().optional(),
    /** Expectations that judge whether a client goes by the sentence. */
    judged: z.array(z.string()).default([]),
    /** Facts of the platform's file that this sentence states: `errors.rate-limited: [status]`. */
    facts: z.record(z.string(), z.array(z.string()).min(1)).default({}),
    shows: z.array(shown).min(1),
  })
  .refine(({ documented, assumed }) => documented !== undefined || assumed !== undefined);

const pageShape = z.strictObject({
  platform: z.string(),
  /** Everything that is not said otherwise is as on the page of this platform. */
  extends: z.string().optional(),
  document: z.string(),
  /** A key that the stub takes. */
  key: z.string(),
  /** The body of a chat request. */
  chat: z.string(),
  rows: z.array(row),
});
export type Page = z.output<typeof pageShape>;
export type Row = Page['rows'][number];

export const pages: readonly Page[] = ['token-factory', 'deeptoken', 'deeptoken-en'].map((name) =>
  pageShape.parse(parse(readFileSync(new URL(`${name}.yaml`, import.meta.url), 'utf8'))),
);

/** `errors.rate-limited.status`, as `badgateway list platforms --platform NAME` calls it. */
export function factsOf({ facts }: Row): string[] {
  return Object.entries(facts).flatMap(([where, fields]) => fields.map((field) => `${where}.${field}`));
}
