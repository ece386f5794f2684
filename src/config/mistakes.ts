import { UsageError } from '../lib/errors.ts';
import { hideInPlace, hideSecrets } from '../secrets/redact.ts';

/** One mistake in a file that a user wrote, with its position. */
export interface Mistake {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  /** The whole source line; empty: there is none to show. */
  readonly source: string;
  readonly message: string;
  /** Number of characters to underline; default 1. */
  readonly length?: number;
  /** `warning`: the file is used all the same, and probably does not do what was meant. Absent: refused. */
  readonly severity?: 'warning';
}

export function isWarning({ severity }: Mistake): boolean {
  return severity === 'warning';
}

/** The part of `picocolors` that is used here. */
export interface Paint {
  bold(text: string): string;
  red(text: string): string;
  dim(text: string): string;
}

const plain: Paint = { bold: String, red: String, dim: String };

/** Sorts the mistakes by position, and drops repetitions, which come from aliases and overlapping checks. */
function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const printed = new Set<string>();
  const files = mistakes.map(({ file }) => file);
  const place = new Map([...new Set(files)].map((file, index) => [file, index]));
  const compare = (one: Mistake, other: Mistake) =>
    (place.get(one.file) ?? 0) - (place.get(other.file) ?? 0) ||
    one.line - other.line ||
    one.column - other.column;
  return mistakes.toSorted(compare).filter(({ file, line, column, message }) => {
    const sentence = `${file}:${line}:${column}: ${message}`;
    return !printed.has(sentence) && printed.add(sentence);
  });
}

function withoutSecrets(mistakes: readonly Mistake[]): Mistake[] {
  // Many mistakes may share one long line, which is masked once.
  const lines = new Map<string, string>();
  const lineOf = (source: string) => {
    const line = lines.get(source) ?? hideInPlace(source);
    lines.set(source, line);
    return line;
  };
  return mistakes.map((mistake) => ({
    ...mistake,
    source: lineOf(mistake.source),
    message: hideSecrets(mistake.message),
  }));
}

/** Warnings in the order of the file, without its secrets. */
export function warningsAmong(mistakes: readonly Mistake[]): readonly Mistake[] {
  return inOrder(withoutSecrets(mistakes.filter(isWarning)));
}

/** An error with all mistakes of one file, and with its warnings, without the secrets of that file. */
export class FileMistakes extends UsageError {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const sorted = inOrder(withoutSecrets(mistakes));
    super(printMistakes(sorted));
    this.mistakes = sorted;
  }
}

/** Number of columns of a source line that are shown around a mistake. */
const shownColumns = 100;
const shownMistakes = 100;

/** Characters that are not printed, because they would move the caret or control the terminal. */
const unprintable = /[\p{Cc}\u2028\u2029\ufeff]/gu;

function excerpt({ source, column, length = 1 }: Mistake, paint: Paint): string {
  const from = Math.max(0, Math.min(column - 1 - shownColumns / 2, source.length - shownColumns));
  const to = from + shownColumns;
  const before = from > 0 ? '…' : '';
  const after = to < source.length ? '…' : '';
  const line = `${before}${source.slice(from, to).replaceAll(unprintable, ' ')}${after}`;
  const indent = ' '.repeat(Math.min(column - 1, source.length) - from + before.length);
  const marks = '^'.repeat(Math.max(1, Math.min(length, to - column + 1, source.length - column + 1)));
  return `  ${paint.dim(line)}\n  ${indent}${paint.red(marks)}`;
}

function print(mistake: Mistake, paint: Paint): string {
  const { file, line, column, message } = mistake;
  const where = paint.bold(`${file}:${line}:${column}`);
  const rank = isWarning(mistake) ? 'warning: ' : '';
  const sentence = `${where}: ${rank}${message.replaceAll(unprintable, ' ')}`;
  return mistake.source === '' ? sentence : `${sentence}\n${excerpt(mistake, paint)}`;
}

/**
 *     my.yaml:3:5: unknown key "tims"; did you mean "times"?
 *       - tims: 2
 *         ^^^^
 */
export function printMistakes(mistakes: readonly Mistake[], paint: Paint = plain): string {
  const printed = mistakes.slice(0, shownMistakes).map((mistake) => print(mistake, paint));
  const hidden = mistakes.length - printed.length;
  if (hidden > 0) printed.push(`… and ${hidden} more`);
  return printed.join('\n');
}
