import { resolveFiles } from '../gateway/read-scenarios.ts';
import { UsageError } from '../lib/errors.ts';

/** The files of scenarios, folders and names, of which a folder may get others. */
export class NamedFiles {
  readonly #found: Map<string, readonly string[]>;

  constructor(given: readonly string[]) {
    this.#found = new Map(given.map((each) => [each, []]));
  }

  /** As they are now; what is not there at the moment has the files that it had. */
  now(): readonly string[] {
    for (const given of this.#found.keys()) this.#found.set(given, this.#resolve(given));
    return [...new Set([...this.#found.values()].flat())];
  }

  #resolve(given: string): readonly string[] {
    try {
      return resolveFiles([given]);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return this.#found.get(given) ?? [];
    }
  }
}
