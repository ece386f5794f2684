import { readFileSync, type Stats, statSync } from 'node:fs';
import { UsageError } from './errors.ts';

export type SpecialKind = 'a folder' | 'a named pipe' | 'a socket' | 'a device';

/** What a path leads to that is no regular file; `null`: it is one. */
export function specialKind(stats: Stats): SpecialKind | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/**
 * Why a file is not read: a pipe would be waited for, a device may never end. `null`: it is read. Throws
 * where the system refuses to say.
 */
export function irregularity(file: string, largestMib: number): string | null {
  const stats = statSync(file);
  const kind = specialKind(stats);
  if (kind !== null) return `it is ${kind}`;
  return stats.size > largestMib * 1_048_576 ? `it is larger than ${largestMib} MiB` : null;
}

/** Throws `UsageError` where it is no regular file or too large, else what the system says. */
export function readRegularFile(file: string, largestMib: number): string {
  const why = irregularity(file, largestMib);
  if (why !== null) throw new UsageError(why);
  return readFileSync(file, 'utf8');
}
