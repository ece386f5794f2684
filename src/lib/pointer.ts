/** A member of a JSON object or an element of an array, or `undefined`. */
export function member(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** The unescaped names in a JSON Pointer (RFC 6901) that is not empty. */
export function namesOf(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a JSON Pointer, or `undefined`. */
export function pointed(value: unknown, pointer: string): unknown {
  if (pointer === '') return value;
  let current = value;
  for (const name of namesOf(pointer)) {
    current = member(current, name);
    if (current === undefined) return undefined;
  }
  return current;
}

/** A copy without the value at a JSON Pointer; what has none there is the same value. */
export function withoutPointed(value: unknown, pointer: string): unknown {
  return without(value, namesOf(pointer));
}

function without(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined || typeof value !== 'object' || value === null) return value;
  const inner = member(value, name);
  if (inner === undefined) return value;
  const [now, isLast] = [without(inner, rest), rest.length === 0];
  const put = isLast ? null : now;
  if (Array.isArray(value)) return value.map((each, at) => (String(at) === name ? put : each));
  const others = Object.entries(value).filter(([key]) => !isLast || key !== name);
  return Object.fromEntries(others.map(([key, each]) => [key, key === name ? now : each]));
}
