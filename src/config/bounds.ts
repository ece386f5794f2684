import { CST, Lexer } from 'yaml';

/** Maximum size of one file in bytes. */
export const largestText = 1_048_576;
/** Maximum number of nested mappings and lists. */
export const deepestNesting = 60;
/** Maximum number of values in a file after all aliases are expanded. */
export const maxValues = 500_000;

/** Maximum number of mistakes that are kept per file. */
export const maxMistakes = 500;

/** A limit that a text exceeds: where, and the message. Such a text is not parsed. */
export interface Excess {
  readonly offset: number;
  readonly message: string;
}

/** Tokens of the lexer that stand for no character of the text. */
const signs = new Set<string>([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);
const opening = new Set(['[', '{']);
const closing = new Set([']', '}']);
const spaces = /^[ \t\r\n#]/;

/**
 * The current nesting: columns at which block collections may have begun, and the number of open brackets.
 */
class Nesting {
  #columns: number[] = [];
  #brackets = 0;

  get depth(): number {
    return this.#columns.length + this.#brackets;
  }

  add(token: string, column: number): void {
    if (spaces.test(token)) return;
    if (this.#brackets === 0) {
      while ((this.#columns.at(-1) ?? -1) >= column) this.#columns.pop();
      if (!opening.has(token)) this.#columns.push(column);
    }
    if (opening.has(token)) this.#brackets += 1;
    if (closing.has(token)) this.#brackets = Math.max(0, this.#brackets - 1);
  }
}

/**
 * Offset at which the nesting becomes too deep, or `null`. The parser is recursive, and thousands of levels
 * crash the process in a way that cannot be caught. The lexer is not recursive and treats quotes, comments
 * and texts as the parser does.
 */
function tooDeep(text: string): number | null {
  const nesting = new Nesting();
  let offset = 0;
  let lineStart = 0;
  for (const token of new Lexer().lex(text)) {
    if (signs.has(token)) continue;
    nesting.add(token, offset - lineStart);
    if (nesting.depth > deepestNesting) return offset;
    const newline = token.lastIndexOf('\n');
    if (newline !== -1) lineStart = offset + newline + 1;
    offset += token.length;
  }
  return null;
}

export function excessOf(text: string): Excess | null {
  const bytes = Buffer.byteLength(text);
  if (bytes > largestText)
    return { offset: 0, message: `the file has ${bytes} bytes; at most ${largestText} (1MiB) are read` };
  const deep = tooDeep(text);
  if (deep === null) return null;
  return {
    offset: deep,
    message: `nested more than ${deepestNesting} levels deep; nothing here needs that, so it is not read`,
  };
}
