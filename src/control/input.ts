import type { z } from 'zod';
import type { Document } from '../config/document.ts';
import { FileMistakes, type Mistake } from '../config/mistakes.ts';
import { Part } from '../config/validate.ts';
import { exactText } from '../lib/exact-json.ts';

/** The given members as a document: a mistake is in the member that it is about. */
function documentOf(given: Readonly<Record<string, unknown>>): Document {
  return {
    file: 'input',
    value: given,
    place([name = 'input']) {
      const asked = given[String(name)];
      const source = asked === undefined ? '' : exactText(asked);
      return { file: String(name), line: 1, column: 1, source, length: source.length };
    },
  };
}

/** What an operation is asked with; throws `FileMistakes` with all mistakes in it. */
export function readInput<Input extends z.ZodObject>(
  shape: Input,
  given: Readonly<Record<string, unknown>>,
): z.output<Input> {
  const mistakes: Mistake[] = [];
  const input = Part.root(documentOf(given), mistakes).read(shape);
  if (input === undefined) throw new FileMistakes(mistakes);
  return input;
}
