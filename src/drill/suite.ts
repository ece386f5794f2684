import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { readScenario, shippedFile } from '../gateway/library.ts';
import { readAll, resolveFiles } from '../gateway/read-scenarios.ts';
import { UsageError } from '../lib/errors.ts';
import { findPlatform } from '../platforms/find.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';

/** Loads a scenario for this platform, even if it was written for another one. */
async function playedOn(
  platform: string,
  name: string,
  overrides: ScenarioOverrides,
): Promise<CompiledScenario> {
  const file = shippedFile(name);
  const written = await readScenario(file, overrides);
  if (overrides.platform !== undefined) return written;
  const { name: wanted } = await findPlatform(platform);
  return written.scenario.inUse.platform.name === wanted
    ? written
    : readScenario(file, { ...overrides, platform });
}

/** The scenarios that a platform lists as its suite. */
async function suiteOf(platform: string, overrides: ScenarioOverrides): Promise<readonly CompiledScenario[]> {
  const { suite } = await findPlatform(platform);
  if (suite.length > 0) return Promise.all(suite.map((name) => playedOn(platform, name, overrides)));
  throw new UsageError(`Failed to drill: platform "${platform}" has no suite; name scenarios`);
}

/** The scenarios of a drill: names, files, folders, and those of a platform's suite; without duplicates. */
export async function scenariosFor(
  given: readonly string[],
  suite: string | null,
  overrides: ScenarioOverrides,
): Promise<readonly CompiledScenario[]> {
  // A rule of the command line alone is added to the scenario that plays where none is named.
  const isRuleAlone = given.length === 0 && suite === null && overrides.rule !== undefined;
  const files = [...new Set(resolveFiles(isRuleAlone ? ['healthy'] : given))];
  const named = files.length === 0 ? [] : await readAll(files, overrides, 'each');
  const more = suite === null ? [] : await suiteOf(suite, overrides);
  const names = new Set(named.map(({ scenario }) => scenario.name));
  const all = [...named, ...more.filter(({ scenario }) => !names.has(scenario.name))];
  if (all.length > 0) return all;
  throw new UsageError(
    'Failed to drill: no scenario was named; allowed: names of shipped ones (badgateway list scenarios), ' +
      'files, folders, --suite token-factory, or a --rule',
  );
}
