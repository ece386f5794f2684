import { describeValue } from '../lib/describe-value.ts';

/** One value that differs between two bodies; `undefined`: the value is missing. */
export interface Difference {
  /** JSON Pointer (RFC 6901); empty: the whole body. */
  readonly pointer: string;
  readonly asked: unknown;
  readonly recorded: unknown;
}

/** Maximum depth; deeper objects are not compared and count as different. */
const deepest = 64;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether both values are lists, or both are mappings. */
function areAlike(one: object, other: object): boolean {
  return Array.isArray(one) === Array.isArray(other);
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The differences of two JSON values, at most `most`. */
export function differencesOf(asked: unknown, recorded: unknown, most: number): Difference[] {
  const found: Difference[] = [];
  const compare = (one: unknown, other: unknown, pointer: string, depth: number): void => {
    if (found.length === most || Object.is(one, other)) return;
    if (!isObject(one) || !isObject(other) || !areAlike(one, other) || depth === deepest) {
      found.push({ pointer, asked: one, recorded: other });
      return;
    }
    const [mine, theirs] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
    for (const name of new Set([...mine.keys(), ...theirs.keys()]))
      compare(mine.get(name), theirs.get(name), `${pointer}/${escaped(name)}`, depth + 1);
  };
  compare(asked, recorded, '', 0);
  return found;
}

const maxPointer = 120;

/** `/temperature asked 0.2, recorded nothing` */
export function describeDifference({ pointer, asked, recorded }: Difference): string {
  const shown = pointer.length > maxPointer ? `${pointer.slice(0, maxPointer)}…` : pointer;
  const place = shown === '' ? 'the body' : shown;
  return `${place} asked ${describeValue(asked)}, recorded ${describeValue(recorded)}`;
}
