import { type Document, type Place, readDocument } from '../config/document.ts';
import { FileMistakes } from '../config/mistakes.ts';

/** The value of a flag as a document that is checked like a file: a mistake is at `--seed:1:1`. */
export function flagDocument(flag: string, value: string): Document {
  const place = { file: flag, line: 1, column: 1, source: value, length: value.length };
  return { file: flag, value, place: () => place };
}

const before = 'sequence: [';

/** `429, 429, ok` → a rule with that sequence; mistakes have their place in the text as typed. */
export function flagRule(flag: string, value: string): Document {
  const asTyped = <At extends Place>(place: At): At => ({
    ...place,
    column:
      place.line === 1 ? Math.max(1, Math.min(place.column - before.length, value.length + 1)) : place.column,
    source: value.split('\n')[place.line - 1] ?? '',
  });
  try {
    const document = readDocument(`${before}${value}]`, flag);
    return { ...document, place: (path, at) => asTyped(document.place(path, at)) };
  } catch (error) {
    if (error instanceof FileMistakes) throw new FileMistakes(error.mistakes.map(asTyped));
    throw error;
  }
}
