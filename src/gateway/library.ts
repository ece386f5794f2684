import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { isScenarioFile, scenarioName } from '../scenario/name.ts';
import type { Playable } from '../engine/compiled-scenario.ts';

/** Where the shipped scenarios live, in a checkout and in the package alike. */
export const shippedFolder = fileURLToPath(new URL('../../scenarios', import.meta.url));

/** Names of the shipped scenarios, sorted. */
export function shippedNames(): string[] {
  return readdirSync(shippedFolder).filter(isScenarioFile).map(scenarioName).sort();
}

export function shippedFile(name: string): string {
  return join(shippedFolder, `${name}.yaml`);
}

/** Reading scenarios needs YAML and the shelves, which a healthy start does not. */
export async function readScenario(file: string, overrides: ScenarioOverrides): Promise<Playable> {
  const [{ loadScenario }, { playable }, text] = await Promise.all([
    import('../scenario/load.ts'),
    import('../engine/engine.ts'),
    readFile(file, 'utf8'),
  ]);
  return playable(await loadScenario(text, file, overrides));
}

/** The scenarios that a gateway can play: those it was given, and the shipped ones when asked for. */
export interface Library {
  /** What plays where the URL names none. */
  readonly primary: Playable;
  /** Those that it was made with. */
  readonly given: readonly Playable[];
  names(): readonly string[];
  /** `null`: no such scenario. A shipped one is read when it is first asked for. */
  find(name: string): Playable | Promise<Playable> | null;
  /** Puts a newly read version in the place of the old one. */
  replace(playable: Playable): void;
}

/** The first of those given is the default scenario. */
export function createLibrary(
  given: readonly [Playable, ...Playable[]],
  overrides: ScenarioOverrides,
): Library {
  const known = new Map(given.map((playable) => [playable.scenario.name, playable] as const));
  const reading = new Map<string, Promise<Playable>>();
  const shipped = new Set(shippedNames());
  const [first] = given;

  async function read(name: string): Promise<Playable> {
    try {
      const playable = await readScenario(shippedFile(name), overrides);
      known.set(name, playable);
      return playable;
    } finally {
      reading.delete(name);
    }
  }

  return {
    get primary() {
      return known.get(first.scenario.name) ?? first;
    },
    given,
    names: () => [...new Set([...known.keys(), ...shipped])].sort(),
    find(name) {
      const playable = known.get(name);
      if (playable !== undefined) return playable;
      if (!shipped.has(name)) return null;
      const pending = reading.get(name) ?? read(name);
      reading.set(name, pending);
      return pending;
    },
    replace: (playable) => void known.set(playable.scenario.name, playable),
  };
}
