import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errorCode } from './errors.ts';

/**
 * Makes a folder and those above it that are missing; one that is there stays as it is. Node's own way, with
 * `recursive`, never ends where a folder that is there answers ENOENT, as those of /proc do.
 */
export function makeFolder(folder: string, mode: number): void {
  const path = resolve(folder);
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeFolder(above, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
