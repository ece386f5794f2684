import { unknownName } from '../lib/nearest.ts';
import type { CatalogueEntry, PlatformInUse } from '../model/platform.ts';

/** How a scenario names an entry: by its own name, by its code on the wire, or by status. */
export type EntryChoice =
  | { readonly by: 'entry'; readonly value: string }
  | { readonly by: 'code'; readonly value: string }
  | { readonly by: 'status'; readonly value: number };

/** What the parameters of the `error` fault name; a scenario gives exactly one of them. */
export interface NamedError {
  readonly entry?: string | undefined;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
}

export function choiceOf({ entry, code, status }: NamedError): EntryChoice {
  if (entry !== undefined) return { by: 'entry', value: entry };
  if (code !== undefined) return { by: 'code', value: code };
  return { by: 'status', value: status ?? 0 };
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

/** The entry that is meant on this surface, or `null` when the platform has none there. */
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

/** What could have been meant on these surfaces; for messages. */
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
