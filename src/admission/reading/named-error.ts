import { z } from 'zod';
import type { Part } from '../../config/validate.ts';
import type { NamedEntry } from '../../model/admission.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import type { StubKind } from '../../model/stub-kind.ts';
import { findEntry, missingEntry } from '../../platforms/catalogue.ts';

export const errorField = z.union([z.string(), z.int().min(400).max(599)], {
  error: 'expected the name of an error, or a status',
});

type Given = z.output<typeof errorField> | undefined;

/** The first code that the platform has, else its error of the status. */
export function entryFor(
  given: Given,
  inUse: PlatformInUse | null,
  status: number,
  code?: string,
): NamedEntry {
  if (typeof given === 'string') return { by: 'entry', value: given };
  if (given !== undefined) return { by: 'status', value: given };
  const coded = inUse?.platform.errors.find((entry) => entry.code === code && code !== undefined);
  return coded === undefined ? { by: 'status', value: status } : { by: 'entry', value: coded.name };
}

/** Handlers of routes on which a model is asked. */
const modelStubs: readonly StubKind[] = ['chat', 'completions', 'embeddings', 'moderations', 'images'];

function surfacesWith({ platform }: PlatformInUse, where: 'every-surface' | 'models'): string[] {
  if (where === 'every-surface') return platform.surfaces.map(({ name }) => name);
  const routes = platform.routes.filter(({ stub }) => modelStubs.includes(stub));
  return [...new Set(routes.map(({ surface }) => surface))];
}

/** Refuses an error that the platform does not have where it would be answered. */
export function checkEntry(
  part: Part,
  entry: NamedEntry,
  inUse: PlatformInUse | null,
  where: 'every-surface' | 'models',
): void {
  if (inUse === null) return;
  const message = missingEntry(inUse, surfacesWith(inUse, where), entry);
  if (message !== null) (part.has('error') ? part.at('error') : part).refuse(message);
}

/** An error in words: `403 ip_not_allowed`. */
export function describeEntry(inUse: PlatformInUse, entry: NamedEntry): string {
  const [surface = ''] = inUse.platform.surfaces.map(({ name }) => name);
  const found = findEntry(inUse, surface, entry);
  if (found === null) return String(entry.value);
  return found.code === null ? String(found.status) : `${found.status} ${found.code}`;
}
