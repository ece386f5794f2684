import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Mistake } from '../config/mistakes.ts';
import { type CompiledScenario, compileWithoutRules } from '../engine/compiled-scenario.ts';
import { UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import { defaultPlatform, healthyScenario } from '../scenario/defaults.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { isScenarioFile } from '../scenario/name.ts';
import { drillNames, readScenario, shippedDrill, shippedFile, shippedNames } from './library.ts';

/** The options that change what a scenario says, without those that were not given. */
export function overridesOf(options: ScenarioOverrides): ScenarioOverrides {
  const { platform, upstream, record, seed, rule } = options;
  const all = { platform, upstream, record, seed, rule };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** What options say of every scenario: a rule belongs to the default one alone. */
export function sharedOverrides({ rule: _, ...shared }: ScenarioOverrides): ScenarioOverrides {
  return shared;
}

/** Of each file, where the rule of the options is for the scenario of one alone. */
export function ruledAlone(alone: string, overrides: ScenarioOverrides) {
  const shared = sharedOverrides(overrides);
  return (file: string): ScenarioOverrides => (resolve(file) === resolve(alone) ? overrides : shared);
}

/** The user's own file of that name, in the working directory; `null`: there is none. */
function ownFile(name: string): string | null {
  return ['.yaml', '.yml'].map((ending) => resolve(name + ending)).find((file) => existsSync(file)) ?? null;
}

/**
 * A file, every scenario of a folder, or a scenario by its name: the user's own, which may be an edited copy
 * of a shipped one, before the shipped one.
 */
function filesOf(given: string): readonly string[] {
  if (existsSync(given) && statSync(given).isDirectory()) {
    const files = readdirSync(given).filter(isScenarioFile).sort();
    if (files.length === 0) throw new UsageError(`Failed to read folder ${given}: no .yaml file is in it`);
    return files.map((file) => join(given, file));
  }
  if (existsSync(given)) return [given];
  const names = shippedNames();
  const own = given.includes('/') ? null : ownFile(given);
  if (own !== null) return [own];
  if (names.includes(given)) return [shippedFile(given)];
  if (drillNames().includes(given)) return [shippedDrill(given)];
  if (isScenarioFile(given) || given.includes('/'))
    throw new UsageError(`Failed to read ${given}: no such file`);
  throw new UsageError(`${unknownName('scenario', given, names)}; a file is given with its ending, .yaml`);
}

/** The files of all that was named; a name that stands for two files is refused. */
export function resolveFiles(given: readonly string[]): readonly string[] {
  return given.flatMap(filesOf);
}

/** What runs when no scenario is named and no option changes it: no file is read for it. */
async function healthy(platform: string): Promise<CompiledScenario> {
  const [{ findPlatform }, { putInUse }] = await Promise.all([
    import('../platforms/find.ts'),
    import('../platforms/in-use.ts'),
  ]);
  return compileWithoutRules(healthyScenario(putInUse(await findPlatform(platform)), shippedFile('healthy')));
}

/** Reads several files; throws `FileMistakes` with the mistakes of all of them. */
async function readFiles(
  files: readonly string[],
  overridesFor: (file: string) => ScenarioOverrides,
): Promise<CompiledScenario[]> {
  const { FileMistakes } = await import('../config/mistakes.ts');
  const mistakes: Mistake[] = [];
  const scenarios: CompiledScenario[] = [];
  for (const file of files) {
    try {
      scenarios.push(await readScenario(file, overridesFor(file)));
    } catch (error) {
      if (!(error instanceof FileMistakes)) throw error;
      mistakes.push(...error.mistakes);
    }
  }
  if (mistakes.length > 0) throw new FileMistakes(mistakes);
  return scenarios;
}

function refuseTwins(scenarios: readonly CompiledScenario[]): void {
  const files = new Map<string, string>();
  for (const { scenario } of scenarios) {
    const twin = files.get(scenario.name);
    if (twin !== undefined && resolve(twin) !== resolve(scenario.file))
      throw new UsageError(`Failed to serve ${scenario.file}: ${twin} has the same name; rename one of them`);
    files.set(scenario.name, scenario.file);
  }
}

/**
 * The scenarios that were named, the first one being the default; none: healthy. `ruled`: those that get the
 * rule of the options.
 */
export async function readAll(
  given: readonly string[],
  overrides: ScenarioOverrides,
  ruled: 'each' | 'default',
): Promise<readonly [CompiledScenario, ...CompiledScenario[]]> {
  const { platform = defaultPlatform, ...others } = overrides;
  if (given.length === 0 && Object.keys(others).length === 0) return [await healthy(platform)];
  const files = given.length === 0 ? [shippedFile('healthy')] : resolveFiles(given);
  const overridesFor = ruled === 'each' ? () => overrides : ruledAlone(files[0] ?? '', overrides);
  const scenarios = await readFiles(files, overridesFor);
  refuseTwins(scenarios);
  const [first, ...rest] = scenarios;
  if (first === undefined) throw new UsageError('no scenario was named');
  return [first, ...rest];
}
