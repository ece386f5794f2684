import { isAlias, isMap, isSeq, LineCounter, type Node, parseDocument, type YAMLParseError } from 'yaml';
import { excessOf, maxMistakes } from './bounds.ts';
import { FileMistakes, type Mistake } from './mistakes.ts';
import { Converter, pairOf, type Tree } from './nodes.ts';

/** A position in a file. */
export type Place = Omit<Mistake, 'message'>;

export type Path = readonly PropertyKey[];

/** A YAML file as plain values, with the position of each value. */
export interface Document {
  readonly file: string;
  readonly value: unknown;
  /**
   * The position of a key or value. Values from aliases and
   * merges have none, so their nearest ancestor is used.
   */
  place(path: Path, at: 'key' | 'value'): Place;
}

type Range = readonly [from: number, to: number];

/** Messages of the parser that are replaced by plainer ones. */
const plainMessages: readonly (readonly [RegExp, string])[] = [
  [/^Alias cannot be an empty string/, 'a text that begins with "*" needs quotes: "*"'],
  [/^Source contains multiple documents/, 'a second document begins here; write one document per file'],
  [/^Tabs are not allowed as indentation/, 'a tab cannot indent; use spaces'],
  [/^Nested mappings are not allowed in compact mappings/, 'a text that contains ": " needs quotes'],
  [/^Plain value cannot start with (.*)$/, 'a text that begins with this character needs quotes'],
  [/^Missing closing (["'])quote/, 'the quote is never closed'],
];

function describeYamlError(error: YAMLParseError): string {
  for (const [form, sentence] of plainMessages) if (form.test(error.message)) return sentence;
  return `not valid YAML: ${error.message}`;
}

/** Converts offsets of the text to lines and columns. */
class Lines {
  readonly counter = new LineCounter();
  readonly #text: string;
  readonly #file: string;
  #secrets: readonly Range[] = [];
  /** Masked lines by their start offset, cached because many mistakes may be on one long line. */
  readonly #masked = new Map<number, string>();

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    this.counter.addNewLine(0);
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
      this.counter.addNewLine(at + 1);
  }

  place([from, to]: Range): Place {
    const { line, col } = this.counter.linePos(Math.min(from, this.#text.length));
    const start = this.counter.lineStarts[line - 1] ?? 0;
    const end = this.counter.lineStarts[line] ?? this.#text.length + 1;
    const source = this.#line(start, end - 1);
    const length = Math.max(1, Math.min(to, start + source.length) - from);
    return { file: this.#file, line, column: col, source, length };
  }

  hide(secrets: readonly Node[]): void {
    this.#secrets = secrets.map(rangeOf);
  }

  #line(start: number, end: number): string {
    const line = this.#masked.get(start) ?? this.#mask(start, end).replace(/\r$/, '');
    this.#masked.set(start, line);
    return line;
  }

  /** A line with its secrets as stars. Its length stays, so that the caret under it stays in place. */
  #mask(start: number, end: number): string {
    let line = this.#text.slice(start, end);
    for (const [from, to] of this.#secrets) {
      if (to <= start || from >= end) continue;
      const [first, last] = [Math.max(from, start) - start, Math.min(to, end) - start];
      line = line.slice(0, first) + '*'.repeat(last - first) + line.slice(last);
    }
    return line;
  }
}

function rangeOf(node: Node | null): Range {
  const [from, to] = node?.range ?? [0, 0];
  return [from, to];
}

/** The child node for one path segment, or `null` if there is none. */
function child(node: Tree, segment: PropertyKey): { key: Node | null; value: Tree } | null {
  if (isSeq(node) && typeof segment === 'number' && segment in node.items)
    return { key: null, value: node.items[segment] as Tree };
  if (!isMap(node)) return null;
  const pair = pairOf(node, String(segment));
  return pair === undefined ? null : { key: pair.key as Node, value: pair.value as Tree };
}

function find(root: Tree, path: Path, at: 'key' | 'value'): Range {
  let node = root;
  for (const [index, segment] of path.entries()) {
    const next = isAlias(node) ? null : child(node, segment);
    if (next === null) break;
    if (index === path.length - 1 && at === 'key' && next.key !== null) return rangeOf(next.key);
    if (next.value === null) return rangeOf(next.key ?? node);
    node = next.value;
  }
  return rangeOf(node);
}

/** Checks the limits, then parses the YAML; throws `FileMistakes` with all mistakes of both. */
export function readDocument(text: string, file: string): Document {
  const lines = new Lines(text, file);
  const excess = excessOf(text);
  if (excess !== null) {
    const { offset, message } = excess;
    throw new FileMistakes([{ ...lines.place([offset, offset + 1]), message }]);
  }
  // The converter checks for duplicate keys, because the check of the library takes quadratic time.
  const parsed = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    intAsBigInt: true,
    logLevel: 'error',
  });
  const converter = new Converter();
  const value = converter.convert(parsed.contents);
  lines.hide(converter.secrets);
  const found = [
    ...[...parsed.errors, ...parsed.warnings].map((error) => ({
      range: error.pos,
      message: describeYamlError(error),
    })),
    ...converter.mistakes.map(({ node, message }) => ({ range: rangeOf(node), message })),
  ];
  if (found.length > 0)
    throw new FileMistakes(
      found.slice(0, maxMistakes).map(({ range, message }) => ({ ...lines.place(range), message })),
    );
  return { file, value, place: (path, at) => lines.place(find(parsed.contents, path, at)) };
}
