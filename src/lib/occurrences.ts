import { BoundedMap } from './bounded-map.ts';

/** Maximum number of fingerprints that are counted; the oldest is dropped first. */
const maxFingerprints = 100_000;

/** Makes a counter that returns how many earlier requests had the same fingerprint. */
export function createOccurrences(): (fingerprint: string) => number {
  const seen = new BoundedMap<string, number>(maxFingerprints);
  return (fingerprint) => {
    const before = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, before + 1);
    return before;
  };
}
