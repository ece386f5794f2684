import { dirname, isAbsolute, join } from 'node:path';

/**
 * Resolves a file name relative to the file that contains it; one in a flag relative to the working
 * directory.
 */
export function seenFrom(file: string, name: string): string {
  return isAbsolute(name) ? name : join(dirname(file), name);
}
