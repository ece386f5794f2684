import { readFile, stat } from 'node:fs/promises';
import type { Document, Path, Place } from '../config/document.ts';
import { FileMistakes, type Mistake } from '../config/mistakes.ts';
import { Part } from '../config/validate.ts';
import { errorCode, UsageError } from '../lib/errors.ts';
import type { PlacedRecording } from '../model/tape.ts';
import { createRedactor } from '../secrets/redact.ts';
import { headerShape, recordingShape } from './format.ts';

/** A tape is kept in memory while it is replayed. */
const largestMib = 256;

/** What a person is shown of a line that is wrong: a file that is no tape may hold anything. */
const { text: hideKeys } = createRedactor([], (secret) => '*'.repeat(secret.length));
const shownCharacters = 4_096;

/** A line as a document of its own, in which a place is found by the names that lead to it. */
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
      source: hideKeys(this.#text.slice(0, shownCharacters)),
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

/** A header may come again: tapes that were put together by `cat` are one tape. */
function readLine(file: string, number: number, text: string, mistakes: Mistake[]): PlacedRecording | null {
  const json = parsed(text);
  const line = new Line(file, number, text, json?.value);
  const part = Part.root(line, mistakes);
  if (json === null) part.refuse('no JSON; a tape has one JSON object on each line');
  else if (isHeader(json.value)) part.read(headerShape);
  else if (number === 1) part.refuse('a tape begins with {"tape":1}');
  else {
    const recording = part.read(recordingShape);
    if (recording !== undefined) return { ...recording, place: `${file}:${number}` };
  }
  return null;
}

async function textOf(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= largestMib * 1_048_576) return await readFile(file, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    throw new UsageError(`Failed to read the tape ${file}: ${code === 'ENOENT' ? 'no such file' : code}`);
  }
  throw new UsageError(
    `Failed to read the tape ${file}: it is larger than ${largestMib} MiB; replay a part of its lines`,
  );
}

/**
 * The recordings of a tape in the order in which their requests came; throws `FileMistakes` with
 * everything that is wrong with its lines, `UsageError` where it cannot be read at all.
 */
export async function readTape(file: string): Promise<readonly PlacedRecording[]> {
  const lines = (await textOf(file)).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const mistakes: Mistake[] = [];
  const recordings = (lines.length === 0 ? [''] : lines).flatMap(
    (text, index) => readLine(file, index + 1, text, mistakes) ?? [],
  );
  if (mistakes.length > 0) throw new FileMistakes(mistakes);
  return recordings.toSorted((one, other) => one.at - other.at);
}
