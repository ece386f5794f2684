import { createWriteStream, openSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import type { Entry } from '../model/entry.ts';

/** Stands in the file where entries are missing because the disk could not follow. */
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
  /** Bytes that may wait for the disk; beyond, entries are left out of the file and counted. */
  readonly maxBacklog: number;
  /** Called at most once; the file ends there and the gateway goes on. */
  onError(message: string): void;
}

/** `a+` reads too, so that a pipe without a reader opens at once. 0600: traffic is nobody else's business. */
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

function lostLine(entries: number): string {
  const line: LostLine = {
    kind: 'lost',
    entries,
    says: `the disk could not follow; ${entries} entries are missing here`,
  };
  return `${JSON.stringify(line)}\n`;
}

/** One JSON object per line, written behind the data path: appending never waits and never throws. */
export function createJsonLines({ file, maxBacklog, onError }: JsonLinesOptions): JsonLines {
  // The stream gathers what comes while a write is under way and hands it to the disk in one go.
  const stream = createWriteStream(file, { fd: openForAppend(file) });
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
