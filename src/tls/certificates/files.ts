import { randomUUID } from 'node:crypto';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode, messageOf, UsageError } from '../../lib/errors.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import { readRegularFile } from '../../lib/regular-file.ts';

/** Bound of a file of certificates in MiB: that of a system has 300 KiB. */
export const largestMib = 16;

/** `secret`: readable by the owner only. */
export type Privacy = 'secret' | 'public';

const modes = { secret: { file: 0o600, folder: 0o700 }, public: { file: 0o644, folder: 0o755 } } as const;

function attempt<Result>(what: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const why = errorCode(error, messageOf(error));
    throw new UsageError(`Failed to ${what}: ${why}; name a folder in which you may read and write`);
  }
}

export function makeFolderFor(privacy: Privacy, folder: string): void {
  attempt(`make the folder "${folder}"`, () => makeFolder(folder, modes[privacy].folder));
}

/** The text of a file; `null`: the file does not exist. */
export function readText(path: string): string | null {
  return attempt(`read "${path}"`, () => {
    try {
      return readRegularFile(path, largestMib);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  });
}

/** Writes to a temporary file beside `path` first, so that readers see the whole text or none of it. */
function place(path: string, text: string, privacy: Privacy, put: (written: string) => void): void {
  const written = `${path}.${randomUUID()}`;
  attempt(`write "${path}"`, () => {
    try {
      writeFileSync(written, text, { mode: modes[privacy].file, flag: 'wx' });
      put(written);
    } finally {
      rmSync(written, { force: true });
    }
  });
}

export function writeText(path: string, text: string, privacy: Privacy): void {
  place(path, text, privacy, (written) => renameSync(written, path));
}

/** Writes a file only if it does not exist. Of several concurrent processes the first one wins. */
export function writeTextOnce(path: string, text: string, privacy: Privacy): void {
  place(path, text, privacy, (written) => {
    try {
      linkSync(written, path);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  });
}
