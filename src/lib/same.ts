import { isMapping } from './mapping.ts';

const membersOf = (value: object) => Object.entries(value).filter(([, member]) => member !== undefined);

function hasSameMembers(one: object, other: Readonly<Record<string, unknown>>): boolean {
  const members = membersOf(one);
  return (
    members.length === membersOf(other).length &&
    members.every(([name, member]) => isSame(member, other[name]))
  );
}

/** Whether two values that were read say the same, whatever the order of members. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (one instanceof URL && other instanceof URL) return one.href === other.href;
  if (one instanceof RegExp && other instanceof RegExp) return String(one) === String(other);
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (!isPlain(one) || !isPlain(other)) return false;
  return hasSameMembers(one, other);
}

/** What is neither data nor one of the kinds above counts as the same only where it is the same object. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isMapping(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
