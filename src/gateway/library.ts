import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { readTextFile } from '../lib/text-file.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { isScenarioFile, scenarioName } from '../scenario/name.ts';
import { continued } from './continued-scenario.ts';

/** Where the shipped scenarios live, in a checkout and in the package alike. */
export const shippedFolder = fileURLToPath(new URL('../../scenarios', import.meta.url));

/** Names of the shipped scenarios, sorted. */
export function shippedNames(): string[] {
  return readdirSync(shippedFolder).filter(isScenarioFile).map(scenarioName).sort();
}

export function shippedFile(name: string): string {
  return join(shippedFolder, `${name}.yaml`);
}

const drillFolder = join(shippedFolder, 'drills');

/** Names of the shipped drills, sorted. */
export function drillNames(): string[] {
  return readdirSync(drillFolder).filter(isScenarioFile).map(scenarioName).sort();
}

export function shippedDrill(name: string): string {
  return join(drillFolder, `${name}.yaml`);
}

/**
 * Reading scenarios needs YAML and the faults, which a healthy start does not. `before`: a version whose
 * parts go on where they mean the same, with its seed if that was drawn.
 */
export async function readScenario(
  file: string,
  overrides: ScenarioOverrides,
  before?: Scenario,
): Promise<CompiledScenario> {
  const [{ loadScenario }, { compileScenario }, { drawSeed }, text] = await Promise.all([
    import('../scenario/load.ts'),
    import('../engine/engine.ts'),
    import('../scenario/defaults.ts'),
    readTextFile(file),
  ]);
  const draw = before?.seedDrawn === true ? () => before.seed : drawSeed;
  const read = await loadScenario(text, file, overrides, process.env, draw);
  return compileScenario(before === undefined ? read : continued(before, read));
}

/** The scenarios that a gateway can play: those it was given, and the shipped ones when asked for. */
export interface Library {
  /** What plays where the URL names none. */
  readonly primary: CompiledScenario;
  /** Those that it was made with. */
  readonly given: readonly CompiledScenario[];
  names(): readonly string[];
  /** `null`: no such scenario. A shipped one is read when it is first asked for. */
  find(name: string): CompiledScenario | Promise<CompiledScenario> | null;
  /** Puts another version in the place of the old one, or adds a scenario. */
  replace(compiled: CompiledScenario): void;
  /** Makes one that is known the default scenario. */
  makePrimary(name: string): void;
}

/** The first of those given is the default scenario. */
export function createLibrary(
  given: readonly [CompiledScenario, ...CompiledScenario[]],
  overrides: ScenarioOverrides,
): Library {
  const known = new Map(given.map((compiled) => [compiled.scenario.name, compiled] as const));
  const reading = new Map<string, Promise<CompiledScenario>>();
  const shipped = new Set(shippedNames());
  const [first] = given;
  let primaryName = first.scenario.name;

  async function read(name: string): Promise<CompiledScenario> {
    try {
      const compiled = await readScenario(shippedFile(name), overrides);
      known.set(name, compiled);
      return compiled;
    } finally {
      reading.delete(name);
    }
  }

  return {
    get primary() {
      return known.get(primaryName) ?? first;
    },
    given,
    names: () => [...new Set([...known.keys(), ...shipped])].sort(),
    find(name) {
      const compiled = known.get(name);
      if (compiled !== undefined) return compiled;
      if (!shipped.has(name)) return null;
      const pending = reading.get(name) ?? read(name);
      reading.set(name, pending);
      return pending;
    },
    replace: (compiled) => void known.set(compiled.scenario.name, compiled),
    makePrimary(name) {
      primaryName = name;
    },
  };
}
