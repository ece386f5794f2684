import { hash } from 'node:crypto';
import seedrandom from 'seedrandom';

/** One stream of draws in [0, 1). */
export type Luck = () => number;

/**
 * A stream of its own for each joined key, so that no one's draws depend on who drew before.
 * Parts are joined by NUL and always strings: seed `1` and seed `"1"` are the same seed. The key is hashed:
 * first draws of keys that differ in their last digit alone would lie in a row.
 */
export function luckOf(...key: readonly (string | number)[]): Luck {
  return seedrandom.alea(hash('sha1', key.map(String).join('\0'), 'base64'));
}
