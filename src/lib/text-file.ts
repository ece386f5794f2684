import { lstatSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { errorCode, messageOf, UsageError } from './errors.ts';
import { irregularity } from './regular-file.ts';

/** Files that people write are far smaller. */
const largestMib = 16;

const written: readonly string[] = ['.yaml', '.yml', '.json'];

/** Why it is not read; `null`: it is. */
function refusalOf(file: string): string | null {
  const why = irregularity(file, largestMib);
  if (why !== null) return why;
  if (!lstatSync(file).isSymbolicLink()) return null;
  // What a link leads to would be shown beside each mistake, whatever it is.
  const target = realpathSync(file);
  return written.includes(extname(target))
    ? null
    : `it leads to ${target}, which is no ${written.join(', ')} file`;
}

/** UTF-16 with a mark, or the ASCII of a first line in it. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || (bytes.length > 1 && (first === 0) !== (second === 0));
}

function decoded(bytes: Buffer): string {
  if (isUtf16(bytes)) throw new UsageError('it is UTF-16; save it as UTF-8');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError('it is not UTF-8, perhaps Latin-1; save it as UTF-8');
  }
}

/**
 * The text of a file that a person wrote. Only regular files are read: a pipe would make the command wait for
 * ever. Throws a `UsageError` that says why it is not read.
 */
export async function readTextFile(file: string): Promise<string> {
  try {
    const refusal = refusalOf(file);
    if (refusal !== null) throw new UsageError(refusal);
    return decoded(await readFile(file));
  } catch (error) {
    const cause = errorCode(error) === 'ENOENT' ? 'no such file' : messageOf(error);
    throw new UsageError(`Failed to read ${file}: ${cause}`);
  }
}
