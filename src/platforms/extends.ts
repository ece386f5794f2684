import { isMapping, type Mapping } from '../lib/mapping.ts';

/** Maps from names to objects with fields, among them `documented`. */
const mergedByName = ['settings', 'models', 'surfaces', 'routes', 'errors', 'categories'];
/** Single objects with fields. */
const objects = ['credential', 'headers', 'backoff'];
/** Maps from names to values. */
const lists = ['sources', 'refusals', 'contract'];

/** `null` removes a field, so that the default applies. */
function without(fields: Mapping, removed: (name: string) => boolean): Mapping {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !removed(name)));
}

/** A changed value is no longer documented, unless the change documents it too. */
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
 * Merges a platform file with `extends:` over its base. Names are added, changed field by field, or removed
 * by `null`; a field itself (an envelope, a list) is replaced as a whole.
 */
export function extended(base: unknown, change: unknown): unknown {
  if (!isMapping(base) || !isMapping(change)) return change;
  const sections = Object.entries(change).map(([section, value]) => [
    section,
    Object.hasOwn(base, section) ? mergeSection(section, base[section], value) : value,
  ]);
  return without({ ...base, ...Object.fromEntries(sections) }, (section) => change[section] === null);
}
