import { dirname, isAbsolute, join } from 'node:path';

/** A file as seen from the folder of the one that names it; flags are seen from the working directory. */
export function seenFrom(file: string, name: string): string {
  return isAbsolute(name) ? name : join(dirname(file), name);
}
