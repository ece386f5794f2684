import { z } from 'zod';
import { unknownName } from '../lib/nearest.ts';
import type { NamedEntry } from '../model/admission.ts';
import { errorKinds } from '../model/error-kind.ts';
import type { CatalogueEntry, PlatformInUse } from '../model/platform.ts';

/** The way a scenario names an entry: by its own name, by its code on the wire, or by status. */
export type EntryChoice = NamedEntry | { readonly by: 'code'; readonly value: string };

/** Parameters of a fault that name an entry and may replace its message. */
export const namedError = {
  status: z.int().min(400).max(599).optional().describe('The entry of this status.'),
  code: z.string().optional().describe('The entry of this code on the wire.'),
  entry: z
    .string()
    .optional()
    .meta({
      description: 'The entry of this name in the catalogue, or of this kind.',
      examples: ['no-healthy-upstream'],
    }),
  message: z.string().optional().describe('In place of its message; `scrambled`: words by chance.'),
};

/** A parameter of faults that replace the answer. */
export const early = z
  .boolean()
  .optional()
  .describe('true: answers before the body of the request is read, without 100 Continue.');

export type NamedError = { [Way in 'status' | 'code' | 'entry']?: z.output<(typeof namedError)[Way]> };

/** Number of parameters that name an entry; exactly one is valid. */
export function waysOf({ status, code, entry }: NamedError): number {
  return [status, code, entry].filter((way) => way !== undefined).length;
}

export function choiceOf({ entry, code, status }: NamedError): EntryChoice {
  if (entry !== undefined) return { by: 'entry', value: entry };
  if (code !== undefined) return { by: 'code', value: code };
  return { by: 'status', value: status ?? 0 };
}

/** An entry in one value: its name, or a status. */
export const errorField = z.union([z.string(), z.int().min(400).max(599)], {
  error: 'expected the name of an error, or a status',
});

export function namedEntry(given: z.output<typeof errorField>): NamedEntry {
  return typeof given === 'string' ? { by: 'entry', value: given } : { by: 'status', value: given };
}

/** Assumed: no document states the error during a stream, so the platform's 500 is used. */
const assumedInStream = 500;

export function choiceInStream({ status = assumedInStream, ...named }: NamedError): EntryChoice {
  return choiceOf({ ...named, status });
}

/** Why the platform has no such error on some of the surfaces; `null`: it has one on all of them. */
export function missingEntry(
  inUse: PlatformInUse,
  surfaces: readonly string[],
  choice: EntryChoice,
): string | null {
  const without = surfaces.filter((surface) => findEntry(inUse, surface, choice) === null);
  if (without.length === 0) return null;
  const what = `error ${choice.by} of ${inUse.platform.name}`;
  const unknown = unknownName(what, String(choice.value), knownChoices(inUse, without, choice.by));
  const narrow =
    without.length === surfaces.length
      ? ''
      : `; on ${without.join(', ')} there is none: narrow the rule's when`;
  const isKind = choice.by === 'entry' && errorKinds.some((kind) => kind === choice.value);
  const none = `platform ${inUse.platform.name} has no error of the kind ${choice.value}`;
  return `${isKind ? none : unknown}${narrow}; for an answer outside the catalogue use respond`;
}

function namedOrOfKind(entries: readonly CatalogueEntry[], word: string): CatalogueEntry | null {
  const named = entries.find(({ name }) => name === word);
  return named ?? entries.find(({ kinds }) => kinds.some((kind) => kind === word)) ?? null;
}

/** The chosen entry on a surface, or `null` if the platform has none there. */
export function findEntry(
  { platform }: PlatformInUse,
  surface: string,
  choice: EntryChoice,
): CatalogueEntry | null {
  const here = platform.errors.filter(({ surfaces }) => surfaces.includes(surface));
  if (choice.by === 'entry') return namedOrOfKind(here, choice.value);
  if (choice.by === 'status')
    return here.find((entry) => entry.default && entry.status === choice.value) ?? null;
  const coded = here.filter(({ code }) => code === choice.value);
  return coded.find((entry) => entry.default) ?? coded[0] ?? null;
}

/** The choices that exist on these surfaces, for error messages. */
function knownChoices(
  { platform }: PlatformInUse,
  surfaces: readonly string[],
  by: EntryChoice['by'],
): string[] {
  const here = platform.errors.filter((entry) =>
    surfaces.some((surface) => entry.surfaces.includes(surface)),
  );
  const values = here.map((entry) => {
    if (by === 'entry') return entry.name;
    return by === 'code' ? (entry.code ?? '') : String(entry.status);
  });
  return [...new Set(values)].filter((value) => value !== '');
}
