import { createWriteStream, fchmodSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { headerLine } from './line.ts';

/** A tape file that is open for recording. */
export interface TapeFile {
  /** Appends a line; calls `written` when it is on the disk, or when writing has failed. */
  append(line: string, written: () => void): void;
  close(): Promise<void>;
}

function refused(file: string, why: string): UsageError {
  return new UsageError(`Failed to record to "${file}": ${why}`);
}

function openForAppend(file: string): number {
  try {
    return openSync(file, 'a+', 0o600);
  } catch (error) {
    throw refused(file, `${errorCode(error)}; name a file in a folder that exists and that you may write to`);
  }
}

/** Sets the mode to 0600 if other users may read the tape, for example after a git checkout. */
function makePrivate(file: string, fd: number): void {
  if (process.platform === 'win32' || (fstatSync(fd).mode & 0o077) === 0) return;
  try {
    fchmodSync(fd, 0o600);
  } catch (error) {
    throw refused(file, `others may read it, and it cannot be made private: ${errorCode(error)}`);
  }
}

function readAt(fd: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  return bytes.toString('latin1', 0, readSync(fd, bytes, 0, length, position));
}

/**
 * Writes the header to an empty file; checks that any other file is a tape to which lines can be appended.
 */
function prepare(file: string, fd: number): void {
  const { size } = fstatSync(fd);
  if (!fstatSync(fd).isFile()) throw refused(file, 'it is no file');
  makePrivate(file, fd);
  if (size === 0) writeSync(fd, headerLine);
  else if (readAt(fd, 0, headerLine.length) !== headerLine)
    throw refused(file, `it is there and does not begin with ${headerLine.trim()}; name another file`);
  else if (readAt(fd, size - 1, 1) !== '\n')
    throw refused(file, 'its last line is not whole; delete that line, or name another file');
}

/** Opens a tape for one process. Lines are always appended as a whole. */
export function openTape(file: string, onError: (message: string) => void): TapeFile {
  const fd = openForAppend(file);
  prepare(file, fd);
  const stream = createWriteStream(file, { fd });
  const done = finished(stream).catch((error: unknown) => {
    onError(`Failed to write the tape "${file}": ${messageOf(error)}; it ends here, and the gateway goes on`);
  });
  return {
    append(line, written) {
      if (stream.writable) stream.write(line, written);
      else written();
    },
    async close() {
      if (stream.writable) stream.end();
      await done;
    },
  };
}
