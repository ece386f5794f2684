import { readFile } from 'node:fs/promises';
import type { Document, Path, Place } from '../config/document.ts';
import { FileMistakes, type Mistake } from '../config/mistakes.ts';
import { Part } from '../config/validate.ts';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { irregularity } from '../lib/regular-file.ts';
import type { PlacedRecording, Tape } from '../model/tape.ts';
import { hideInPlace } from '../secrets/redact.ts';
import { headerShape, recordingShape } from './format.ts';

/** Maximum size of a tape in MiB, because it is held in memory during replay. */
const largestMib = 256;

/** Maximum number of characters in the excerpt of an invalid line. */
const shownCharacters = 4_096;
/** A secret that is cut in two may no longer look like one. */
const readCharacters = 2 * shownCharacters;

/** One line as a document. The position of a value is found by searching for the names in its path. */
class Line implements Document {
  readonly file: string;
  readonly value: unknown;
  readonly #number: number;
  readonly #text: string;

  constructor(file: string, number: number, text: string, value: unknown) {
    this.file = file;
    this.value = value;
    this.#number = number;
    this.#text = text;
  }

  place(path: Path): Place {
    let column = 0;
    for (const name of path)
      if (typeof name === 'string') column = Math.max(column, this.#text.indexOf(`"${name}":`, column));
    return this.at(column);
  }

  at(column: number): Place {
    const { file } = this;
    return {
      file,
      line: this.#number,
      column: column + 1,
      source: hideInPlace(this.#text.slice(0, readCharacters)).slice(0, shownCharacters),
    };
  }
}

function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

const isHeader = (value: unknown): boolean => typeof value === 'object' && value !== null && 'tape' in value;

interface TapeLine {
  readonly file: string;
  readonly number: number;
  readonly text: string;
}

/** Reads one line. A header may occur again, so that tapes can be concatenated with `cat`. */
function readLine({ file, number, text }: TapeLine, mistakes: Mistake[]): PlacedRecording | null {
  const json = parsed(text);
  const part = Part.root(new Line(file, number, text, json?.value), mistakes);
  if (json === null) part.refuse('no JSON; a tape has one JSON object on each line');
  else if (isHeader(json.value)) part.read(headerShape);
  else {
    const recording = part.read(recordingShape);
    if (recording !== undefined) return { ...recording, place: `${file}:${number}` };
  }
  return null;
}

async function textOf(file: string): Promise<string> {
  try {
    const why = irregularity(file, largestMib);
    if (why !== null) throw new UsageError(`${why}; a tape is a file of up to ${largestMib} MiB`);
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = errorCode(error, messageOf(error));
    throw new UsageError(`Failed to read the tape ${file}: ${code === 'ENOENT' ? 'no such file' : code}`);
  }
}

/** Refuses a file that is no tape without an excerpt: it may be anything that a path or a link leads to. */
function refuseOther(file: string, first: string): void {
  const json = parsed(first);
  if (json !== null && isHeader(json.value)) return;
  const message =
    json === null ? 'no JSON; a tape has one JSON object on each line' : 'a tape begins with {"tape":1}';
  throw new FileMistakes([{ file, line: 1, column: 1, source: '', message }]);
}

/**
 * Takes the end of the file off where it is the beginning of a line: a recorder that was killed, or whose
 * disk was full, leaves one. Lines are appended whole, so that one within the file is a mistake.
 */
function takeCut(file: string, lines: string[], mistakes: Mistake[]): string | null {
  const text = lines.at(-1) ?? '';
  const number = lines.length;
  if (parsed(text) !== null) return null;
  lines.pop();
  Part.root(new Line(file, number, text, undefined), mistakes).warn(
    'the last line broke off, and is left out; record its exchange again, or delete the line',
  );
  return `${file}:${number}`;
}

/**
 * What is on a tape; a line that broke off is a warning. Throws `FileMistakes` with all mistakes in its
 * lines, or `UsageError` if the file cannot be read.
 */
export async function readTape(file: string, warnings: Mistake[]): Promise<Tape> {
  const lines = (await textOf(file)).split('\n');
  refuseOther(file, lines[0] ?? '');
  const mistakes: Mistake[] = [];
  const cut = lines.at(-1) === '' ? null : takeCut(file, lines, warnings);
  if (cut === null && lines.at(-1) === '') lines.pop();
  const recordings = lines.flatMap((text, at) => readLine({ file, number: at + 1, text }, mistakes) ?? []);
  if (mistakes.length > 0) throw new FileMistakes(mistakes);
  return { recordings: recordings.toSorted((one, other) => one.at - other.at), cut };
}
