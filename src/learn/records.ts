import { createReadStream, statSync } from 'node:fs';
import { boundedJson } from '../lib/bounded-json.ts';
import { errorCode, UsageError } from '../lib/errors.ts';
import { specialKind } from '../lib/regular-file.ts';

/** Longest line, or whole document where the file is one, in characters. */
const maxText = 64 * 1_048_576;

/** A value of a file with the line that it stands on; `undefined`: the line is no JSON, or too long. */
export interface PlacedRecord {
  readonly line: number;
  readonly value: unknown;
}

/** The lines of a stream; of one that is too long, `null`. No more than one is held. */
async function* linesOf(chunks: AsyncIterable<string>, most: number): AsyncGenerator<string | null> {
  let rest: string | null = '';
  for await (const chunk of chunks) {
    const [first = '', ...more] = chunk.split('\n');
    rest = rest === null || rest.length + first.length > most ? null : rest + first;
    for (const next of more) {
      yield rest;
      rest = next;
    }
  }
  if (rest !== '') yield rest;
}

/** Whether a line is the beginning of a document of many lines, as tools write it for people. */
function beginsDocument(line: string): boolean {
  return /^\s*[[{]/.test(line) && boundedJson(line) === undefined && !/[}\]]\s*$/.test(line);
}

function recordsOf(value: unknown, line: number): PlacedRecord[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map((each) => ({ line, value: each }));
}

/** The whole document, of which the first line has been read. */
async function documentOf(
  first: string,
  lines: AsyncIterable<string | null>,
  most: number,
): Promise<unknown> {
  const all = [first];
  let length = first.length;
  for await (const line of lines) {
    length += line === null ? most : line.length;
    if (length > most) return undefined;
    all.push(line ?? '');
  }
  return boundedJson(all.join('\n'));
}

async function* read(chunks: AsyncIterable<string>, most: number): AsyncGenerator<PlacedRecord> {
  const lines = linesOf(chunks, most);
  let number = 0;
  let seen: 'nothing' | 'a line' = 'nothing';
  for await (const line of lines) {
    number += 1;
    if (line?.trim() === '') continue;
    if (line !== null && seen === 'nothing' && beginsDocument(line)) {
      yield* recordsOf(await documentOf(line, lines, most), number);
      return;
    }
    seen = 'a line';
    yield* recordsOf(line === null ? undefined : boundedJson(line), number);
  }
}

const refused = (file: string, why: string): UsageError =>
  new UsageError(`Failed to read ${file}: ${why}; name a file that you may read`);

/** A pipe is read to its end, as that of another command; a device may have none. */
function refuseSpecial(file: string): void {
  const kind = specialKind(statSync(file));
  if (kind !== null && kind !== 'a named pipe') throw refused(file, `it is ${kind}`);
}

/** The JSON values of a file, read as a stream: one for each line, or those of one document. */
export async function* readRecords(file: string, most = maxText): AsyncGenerator<PlacedRecord> {
  try {
    refuseSpecial(file);
    const stream = createReadStream(file, { encoding: 'utf8' });
    try {
      yield* read(stream, most);
    } finally {
      stream.destroy();
    }
  } catch (error) {
    const code = errorCode(error, '');
    throw code === '' ? error : refused(file, code === 'ENOENT' ? 'no such file' : code);
  }
}
