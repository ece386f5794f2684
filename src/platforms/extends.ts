import { isMapping, type Mapping } from '../lib/mapping.ts';

/** Sections that map a name to an object with fields, `documented` among them. */
const mergedByName = ['settings', 'models', 'prices', 'surfaces', 'routes', 'errors', 'categories'];
/** Sections that are one object with fields. */
const objects = ['credential', 'headers', 'refusals', 'backoff'];
/** Sections that map a name to a value. */
const lists = ['sources', 'contract'];

/** Removes fields by name. */
function without(fields: Mapping, removed: (name: string) => boolean): Mapping {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !removed(name)));
}

/** Merges the fields. A changed field is no longer documented, unless the change documents it too. */
function overlay(base: unknown, change: unknown): unknown {
  if (!isMapping(base) || !isMapping(change)) return change;
  const { documented = {} } = base;
  const kept = isMapping(documented) ? without(documented, (field) => Object.hasOwn(change, field)) : {};
  const added = change['documented'] ?? {};
  const merged = without({ ...base, ...change }, (field) => change[field] === null);
  return { ...merged, documented: isMapping(added) ? { ...kept, ...added } : added };
}

function mergeNames(
  base: unknown,
  change: unknown,
  merge: (base: unknown, change: unknown) => unknown,
): unknown {
  if (!isMapping(base) || !isMapping(change)) return change;
  const changed = Object.entries(change).map(([name, value]) => [
    name,
    Object.hasOwn(base, name) ? merge(base[name], value) : value,
  ]);
  return without({ ...base, ...Object.fromEntries(changed) }, (name) => change[name] === null);
}

function mergeSection(section: string, base: unknown, change: unknown): unknown {
  if (mergedByName.includes(section)) return mergeNames(base, change, overlay);
  if (lists.includes(section)) return mergeNames(base, change, (_, value) => value);
  return objects.includes(section) ? overlay(base, change) : change;
}

/**
 * Merges a platform file with `extends:` into the file that it extends. Names
 * are added, changed field by field, or removed by `null`, so that the default
 * applies. A field itself (an envelope, a list) is replaced as a whole.
 */
export function extended(base: unknown, change: unknown): unknown {
  if (!isMapping(base) || !isMapping(change)) return change;
  const sections = Object.entries(change).map(([section, value]) => [
    section,
    Object.hasOwn(base, section) ? mergeSection(section, base[section], value) : value,
  ]);
  return without({ ...base, ...Object.fromEntries(sections) }, (section) => change[section] === null);
}
