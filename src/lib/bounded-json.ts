/**
 * Most arrays and objects within each other. A deeper text is none that a program means, and what walks it by
 * recursion (validation, JSON.stringify) would run out of stack.
 */
export const maxDepth = 500;

/** Whether arrays and objects stand within each other more deeply than `most`. */
function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (most === 0) return true;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => isDeeper(member, most - 1));
}

/** The value of a JSON text; `undefined`: it is no JSON, or nested more deeply than `maxDepth`. */
export function boundedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Each level takes two characters, so a short text needs no look.
    return text.length > 2 * maxDepth && isDeeper(value, maxDepth) ? undefined : value;
  } catch {
    return undefined;
  }
}
