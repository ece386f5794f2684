import { CST, Lexer } from 'yaml';

/**
 * Maximum size of one file in bytes: 50,000 rules of 300 bytes. What a file costs is bounded by its tokens,
 * not by its size.
 */
const largestText = 16_777_216;
/** Maximum number of tokens of a file. The parser keeps up to 1 KB for each; a usual rule has 80. */
const maxTokens = 4_000_000;
/** Maximum number of nested mappings and lists. */
const deepestNesting = 60;
/** Maximum number of values in a file after all aliases are expanded. */
export const maxValues = 2_000_000;

/** Maximum number of mistakes that are kept per file. */
export const maxMistakes = 500;

/** A limit that a text exceeds: where, and the message. Such a text is not parsed. */
export interface Excess {
  readonly offset: number;
  readonly message: string;
}

const remedy = 'split it into several files';
const tooManyTokens = `more than ${maxTokens} words and signs up to here, so it is not read: ${remedy}`;
const tooDeep = `nested more than ${deepestNesting} levels deep; nothing here needs that, so it is not read`;

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
 * Where the nesting becomes too deep or the tokens too many, or `null`. The parser is recursive, and
 * thousands of levels crash the process in a way that cannot be caught; so does a lack of memory. The
 * lexer is not recursive, keeps nothing, and treats quotes, comments and texts as the parser does.
 */
function excessOfTokens(text: string): Excess | null {
  const nesting = new Nesting();
  let offset = 0;
  let lineStart = 0;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    if (signs.has(token)) continue;
    tokens += 1;
    if (tokens > maxTokens) return { offset, message: tooManyTokens };
    nesting.add(token, offset - lineStart);
    if (nesting.depth > deepestNesting) return { offset, message: tooDeep };
    const newline = token.lastIndexOf('\n');
    if (newline !== -1) lineStart = offset + newline + 1;
    offset += token.length;
  }
  return null;
}

export function excessOf(text: string): Excess | null {
  const bytes = Buffer.byteLength(text);
  if (bytes <= largestText) return excessOfTokens(text);
  const message = `the file has ${bytes} bytes; at most ${largestText} (16MiB) are read: ${remedy}`;
  return { offset: 0, message };
}
