import type { RequestEntry } from '../model/entry.ts';
import type { Call } from '../model/timeline.ts';

/** The key of a request as the journal shows it: masked, so that all short keys look alike. */
export function keyOf({ key }: Pick<RequestEntry, 'key'>): string {
  return key ?? '';
}

/** Whether the mask tells keys apart: that of a short key shows nothing. */
const tells = (mask: string) => /[^*]/.test(mask);

/**
 * A number for the key of each attempt of a call: the same for the same key. The gateway has compared each
 * key with that of the attempt before, which tells short ones apart, too; that a client returns to an
 * earlier one shows only where the masks tell.
 */
export function keysIn({ attempts }: Pick<Call, 'attempts'>): readonly number[] {
  const numbers = new Map<string, number>();
  let [latest, most] = [0, 0];
  let before = keyOf(attempts[0].entry);
  return attempts.map(({ entry, changed, ordinal }) => {
    const mask = keyOf(entry);
    const isOther = ordinal > 1 && (changed.includes('key') || mask !== before);
    if (isOther) {
      const earlier = mask === before ? undefined : numbers.get(mask);
      if (earlier === undefined) most += 1;
      latest = earlier ?? most;
    }
    if (tells(mask) && !numbers.has(mask)) numbers.set(mask, latest);
    before = mask;
    return latest;
  });
}
