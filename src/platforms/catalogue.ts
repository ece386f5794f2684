import type { CatalogueEntry, PlatformInUse } from '../model/platform.ts';

/** How a scenario names an entry: by its own name, by its code on the wire, or by status. */
export type EntryChoice =
  | { readonly by: 'entry'; readonly value: string }
  | { readonly by: 'code'; readonly value: string }
  | { readonly by: 'status'; readonly value: number };

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
export function knownChoices(
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
