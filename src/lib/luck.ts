import { hash } from 'node:crypto';
import seedrandom from 'seedrandom';

/** A stream of seeded random numbers in [0, 1). */
export type Luck = () => number;

/**
 * Seeded random numbers: each key has its own stream, so that draws for one key do not depend on draws for
 * others. The parts of the key are joined by NUL as strings: seed `1` and seed `"1"` are the same. The key is
 * hashed, because keys that differ only in their last digit would otherwise have similar first draws.
 */
export function luckOf(...key: readonly (string | number)[]): Luck {
  return seedrandom.alea(hash('sha1', key.map(String).join('\0'), 'base64'));
}
