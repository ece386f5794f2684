import { BoundedMap } from './bounded-map.ts';

/** Fingerprints that are told apart at a time; the oldest is forgotten first. */
const maxFingerprints = 100_000;

/** How many earlier requests had the same fingerprint. */
export function createOccurrences(): (fingerprint: string) => number {
  const seen = new BoundedMap<string, number>(maxFingerprints);
  return (fingerprint) => {
    const before = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, before + 1);
    return before;
  };
}
