/** Most characters of a needle that are used to look it up; a shorter needle is used as a whole. */
const maxGram = 8;

/** Multiplier of the rolling hash; any large odd number works. */
const multiplier = 0x01000193;

const bits = 16;

function gramsOf(needle: string): string[] {
  const length = Math.min(needle.length, maxGram);
  return Array.from({ length: needle.length - length + 1 }, (_, at) => needle.slice(at, at + length));
}

/** Grams of one length, with the values that they lead to. */
class Grams<Found> {
  readonly #length: number;
  readonly #found = new Map<string, Found[]>();
  /** Whether any gram has this hash; rules out nearly all positions of a text. */
  readonly #hashes = new Uint8Array(1 << bits);
  /** Factor by which the character that leaves the window is removed from the rolling hash. */
  readonly #leaving: number;

  constructor(length: number) {
    this.#length = length;
    let leaving = 1;
    for (let turn = 0; turn < length; turn++) leaving = Math.imul(leaving, multiplier);
    this.#leaving = leaving;
  }

  add(gram: string, found: Found): void {
    const known = this.#found.get(gram);
    if (known !== undefined) known.push(found);
    else this.#found.set(gram, [found]);
    let hash = 0;
    for (let at = 0; at < gram.length; at++) hash = (Math.imul(hash, multiplier) + gram.charCodeAt(at)) | 0;
    this.#hashes[hash >>> bits] = 1;
  }

  collect(text: string, into: Found[]): void {
    const length = this.#length;
    let seen: Set<string> | null = null;
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      hash = (Math.imul(hash, multiplier) + text.charCodeAt(at)) | 0;
      if (at >= length) hash = (hash - Math.imul(text.charCodeAt(at - length), this.#leaving)) | 0;
      if (at + 1 < length || this.#hashes[hash >>> bits] === 0) continue;
      const gram = text.slice(at + 1 - length, at + 1);
      const leads = this.#found.get(gram);
      if (leads === undefined || seen?.has(gram)) continue;
      seen = (seen ?? new Set()).add(gram);
      for (const found of leads) into.push(found);
    }
  }
}

/**
 * Finds which of many needles a text may contain, in one pass however many there are. Each needle is looked
 * up by its rarest gram, so that needles with a common prefix are not all found together.
 */
export class Needles<Found> {
  readonly #byLength = new Map<number, Grams<Found>>();

  constructor(needles: readonly (readonly [needle: string, found: Found])[]) {
    const frequency = new Map<string, number>();
    const count = (gram: string) => frequency.get(gram) ?? 0;
    for (const [needle] of needles) for (const gram of gramsOf(needle)) frequency.set(gram, count(gram) + 1);
    for (const [needle, found] of needles)
      this.#add(
        gramsOf(needle).reduce((rarest, gram) => (count(gram) < count(rarest) ? gram : rarest)),
        found,
      );
  }

  #add(gram: string, found: Found): void {
    const grams = this.#byLength.get(gram.length) ?? new Grams<Found>(gram.length);
    this.#byLength.set(gram.length, grams);
    grams.add(gram, found);
  }

  /** Adds what the needles lead to; what several of them lead to may be added more than once. */
  collect(text: string, into: Found[]): void {
    for (const grams of this.#byLength.values()) grams.collect(text, into);
  }
}
