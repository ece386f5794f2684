import { createWriteStream, fstatSync, openSync, readSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import type { Entry } from '../model/entry.ts';

/** A line that replaces entries which are missing in the file because the disk was too slow. */
export interface LostLine {
  readonly kind: 'lost';
  readonly entries: number;
  readonly says: string;
}

export interface JsonLines {
  write(entry: Entry): void;
  close(): Promise<void>;
}

export interface JsonLinesOptions {
  readonly file: string;
  /** Maximum bytes that wait for the disk; above that, entries are not written to the file but counted. */
  readonly maxBacklog: number;
  /** Called at most once. After that nothing is written to the file, and the gateway continues. */
  onError(message: string): void;
}

/**
 * `a+` also opens for reading, so that a named pipe without a reader opens at once. 0600: traffic is private.
 */
function openForAppend(file: string): number {
  try {
    return openSync(file, 'a+', 0o600);
  } catch (error) {
    throw new UsageError(
      `Failed to open the journal file "${file}": ${errorCode(error)}; ` +
        'name a file in a folder that exists and that you may write to',
    );
  }
}

/** Whether a process that died left the last line of the file without its end. */
function endsWithinLine(fd: number): boolean {
  const stats = fstatSync(fd);
  if (!stats.isFile() || stats.size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, stats.size - 1);
  return last.toString('latin1') !== '\n';
}

function lostLine(entries: number): string {
  const line: LostLine = {
    kind: 'lost',
    entries,
    says: `the disk could not follow; ${entries} entries are missing here`,
  };
  return `${JSON.stringify(line)}\n`;
}

/** Writes one JSON object per line, asynchronously: appending never waits and never throws. */
export function createJsonLines({ file, maxBacklog, onError }: JsonLinesOptions): JsonLines {
  // The stream collects lines during a write and writes them together afterwards.
  const fd = openForAppend(file);
  const stream = createWriteStream(file, { fd });
  if (endsWithinLine(fd)) stream.write('\n');
  const done = finished(stream).catch((error: unknown) => {
    onError(
      `Failed to write the journal file "${file}": ${messageOf(error)}; ` +
        'the file ends here, the gateway goes on',
    );
  });
  let lost = 0;

  function describeLost(): void {
    if (lost > 0) stream.write(lostLine(lost));
    lost = 0;
  }

  return {
    write(entry) {
      if (!stream.writable) return;
      if (stream.writableLength >= maxBacklog) {
        lost += 1;
        return;
      }
      describeLost();
      stream.write(`${JSON.stringify(entry)}\n`);
    },
    async close() {
      if (stream.writable) {
        describeLost();
        stream.end();
      }
      await done;
    },
  };
}
