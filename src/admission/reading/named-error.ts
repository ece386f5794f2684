import type { Part } from '../../config/validate.ts';
import type { NamedEntry } from '../../model/admission.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import { modelStubKinds } from '../../model/stub-kind.ts';
import { findEntry, missingEntry, namedEntry } from '../../platforms/catalogue.ts';

/** The first code that the platform has, else its error of the status. */
export function entryFor(
  given: string | number | undefined,
  inUse: PlatformInUse | null,
  status: number,
  code?: string,
): NamedEntry {
  if (given !== undefined) return namedEntry(given);
  const coded = inUse?.platform.errors.find((entry) => entry.code === code && code !== undefined);
  return coded === undefined ? { by: 'status', value: status } : { by: 'entry', value: coded.name };
}

function surfacesWith({ platform }: PlatformInUse, where: 'every-surface' | 'models'): string[] {
  if (where === 'every-surface') return platform.surfaces.map(({ name }) => name);
  const routes = platform.routes.filter(({ stub }) => modelStubKinds.includes(stub));
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
