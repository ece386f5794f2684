import { exactText } from './exact-json.ts';
import type { Mapping } from './mapping.ts';
import { withoutPointed } from './pointer.ts';

function inOrder(value: Mapping): Mapping {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const isPointer = (part: string) => part.startsWith('/');

/**
 * JSON with the members of each object in order: the same for every order of the same members. `ignored`:
 * what is left out, by JSON Pointers; other texts among them are passed over.
 */
export function canonicalJson(value: unknown, ignored: readonly string[] = []): string {
  return exactText(ignored.filter(isPointer).reduce(withoutPointed, value), inOrder);
}
