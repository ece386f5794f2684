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

/** Prose: what a person or a model wrote. Names, numbers and words of an API have no blanks. */
const isProse = (value: unknown): value is string => typeof value === 'string' && /\s/.test(value);

/** A notice goes into the journal, which has no prompts unless its bodies are asked for. */
function shownOf(value: unknown): string {
  return isProse(value) ? `a text of ${value.length} characters` : describeValue(value);
}

/** How much of two texts is the same, from their beginning. */
function partingOf(asked: unknown, recorded: unknown): string {
  if (!isProse(asked) || !isProse(recorded)) return '';
  let at = 0;
  while (at < asked.length && asked[at] === recorded[at]) at += 1;
  return `, the same up to character ${at}`;
}

/** `/temperature asked 0.2, recorded nothing` */
export function describeDifference({ pointer, asked, recorded }: Difference): string {
  const shown = pointer.length > maxPointer ? `${pointer.slice(0, maxPointer)}…` : pointer;
  const place = shown === '' ? 'the body' : shown;
  const parting = partingOf(asked, recorded);
  return `${place} asked ${shownOf(asked)}, recorded ${shownOf(recorded)}${parting}`;
}
