import { unknownName } from '../../lib/nearest.ts';

/** A mistake with its place in the document and a remedy. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Mistakes = Iterable<Mistake>;

export function* nameMistakes(
  path: Mistake['path'],
  what: string,
  given: string,
  known: readonly string[],
): Mistakes {
  if (!known.includes(given)) yield { path, message: unknownName(what, given, known) };
}
