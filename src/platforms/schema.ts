import type { z } from 'zod';
import type { Capability, CatalogueEntry, Documented, Platform } from '../model/platform.ts';
import { crossMistakes } from './checks/cross.ts';
import { type PlatformFile, platformShape } from './shape.ts';

/** Fields that get another name after parsing, because they then hold milliseconds; also in `documented`. */
const timed: Readonly<Record<string, string>> = {
  first: 'firstMs',
  cap: 'capMs',
  retryAfter: 'retryAfterMs',
};

function renamed(documented: Documented): Documented {
  return Object.fromEntries(
    Object.entries(documented).map(([field, source]) => [timed[field] ?? field, source]),
  );
}

function listed<Part>(parts: Readonly<Record<string, Part>>): (Part & { readonly name: string })[] {
  return Object.entries(parts).map(([name, part]) => ({ name, ...part }));
}

function entriesOf({ errors, surfaces }: PlatformFile): CatalogueEntry[] {
  const all = Object.keys(surfaces);
  return listed(errors).map(({ retryAfter, documented, ...entry }) => {
    const alone = Object.values(errors).filter(({ status }) => status === entry.status).length === 1;
    return {
      ...entry,
      surfaces: entry.surfaces ?? all,
      default: entry.default ?? alone,
      retryAfterMs: retryAfter,
      documented: renamed(documented),
    };
  });
}

function backoffOf({ backoff }: PlatformFile): Platform['backoff'] {
  if (backoff === null) return null;
  const { first, cap, documented, ...rest } = backoff;
  return { ...rest, firstMs: first, capMs: cap, documented: renamed(documented) };
}

/** A model's kind is one of its capabilities. */
function able({ kind, capabilities }: PlatformFile['models'][string]): readonly Capability[] {
  return [...new Set([kind, ...(capabilities ?? (kind === 'chat' ? (['tools', 'vision'] as const) : []))])];
}

function toPlatform(file: PlatformFile): Platform {
  const { extends: _, ...plain } = file;
  const [first = ''] = Object.keys(file.surfaces);
  return {
    ...plain,
    models: Object.entries(file.models).map(([id, model]) => ({ id, ...model, capabilities: able(model) })),
    surfaces: listed(file.surfaces),
    routes: listed(file.routes).map((route) => ({ ...route, surface: route.surface ?? first })),
    errors: entriesOf(file),
    backoff: backoffOf(file),
  };
}

/** The schema of a platform file, with all checks; its output is a `Platform`. */
export const platformSchema: z.ZodType<Platform> = platformShape
  .superRefine((file, context) => {
    for (const { path, message } of crossMistakes(file))
      context.addIssue({ code: 'custom', path: [...path], message });
  })
  .transform(toPlatform);
