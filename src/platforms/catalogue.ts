import { z } from 'zod';
import { unknownName } from '../lib/nearest.ts';
import type { CatalogueEntry, PlatformInUse } from '../model/platform.ts';

/** How a scenario selects an entry: by name, by code on the wire, or by status. */
export type EntryChoice =
  | { readonly by: 'entry'; readonly value: string }
  | { readonly by: 'code'; readonly value: string }
  | { readonly by: 'status'; readonly value: number };

/** Parameters of a fault that select an entry and replace its message. */
export const namedError = {
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  entry: z.string().optional(),
  message: z.string().optional(),
};

export type NamedError = { [Way in 'status' | 'code' | 'entry']?: z.output<(typeof namedError)[Way]> };

/** Number of ways in which the entry is selected; exactly one is allowed. */
export function waysOf({ status, code, entry }: NamedError): number {
  return [status, code, entry].filter((way) => way !== undefined).length;
}

export function choiceOf({ entry, code, status }: NamedError): EntryChoice {
  if (entry !== undefined) return { by: 'entry', value: entry };
  if (code !== undefined) return { by: 'code', value: code };
  return { by: 'status', value: status ?? 0 };
}

/** The entry for an error within a stream. No platform documents one, so the 500 is assumed. */
const assumedInStream = 500;

export function choiceInStream({ status = assumedInStream, ...named }: NamedError): EntryChoice {
  return choiceOf({ ...named, status });
}

/** Why the platform cannot give this error on some of the surfaces; `null`: it can on all. */
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
  return `${unknown}${narrow}; for an answer outside the catalogue use respond`;
}

/** The selected entry on this surface, or `null` if the platform has none there. */
export function findEntry(
  { platform }: PlatformInUse,
  surface: string,
  choice: EntryChoice,
): CatalogueEntry | null {
  const here = platform.errors.filter(({ surfaces }) => surfaces.includes(surface));
  if (choice.by === 'entry') return here.find(({ name }) => name === choice.value) ?? null;
  if (choice.by === 'status')
    return here.find((entry) => entry.default && entry.status === choice.value) ?? null;
  const coded = here.filter(({ code }) => code === choice.value);
  return coded.find((entry) => entry.default) ?? coded[0] ?? null;
}

/** The possible choices on these surfaces, for error messages. */
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
