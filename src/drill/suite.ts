import { readAll, resolveFiles } from '../command/scenarios.ts';
import { UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import { readScenario, shippedFile, shippedNames } from '../scenario/library.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import type { Playable } from '../scenario/playable.ts';

/** Shipped scenarios that say what they expect, by the platform that they are written for. */
async function suites(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const file of shippedNames().map(shippedFile)) {
    const { scenario } = await readScenario(file, {});
    if (scenario.expect === null) continue;
    const { name } = scenario.inUse.platform;
    found.set(name, [...(found.get(name) ?? []), file]);
  }
  return found;
}

async function suiteFiles(platform: string): Promise<readonly string[]> {
  const found = await suites();
  const files = found.get(platform);
  if (files === undefined) throw new UsageError(unknownName('suite', platform, [...found.keys()]));
  return files;
}

/** What a drill runs under: scenarios by name, files, folders, and those of a platform's suite; each once. */
export async function scenariosFor(
  given: readonly string[],
  suite: string | null,
  overrides: ScenarioOverrides,
): Promise<readonly Playable[]> {
  const named = resolveFiles(given);
  const files = [...new Set([...named, ...(suite === null ? [] : await suiteFiles(suite))])];
  if (files.length === 0)
    throw new UsageError(
      'Failed to drill: no scenario was named; allowed: names of shipped ones (badgateway list scenarios), ' +
        'files, folders, or --suite token-factory',
    );
  return readAll(files, overrides);
}
