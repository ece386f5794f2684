import { readFile } from 'node:fs/promises';
import { drillNames, shippedDrill, shippedFile, shippedNames } from '../gateway/library.ts';
import { UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { platformNames } from '../platforms/index.ts';

/** Prints a shipped scenario, drill or platform unchanged, with its comments. */
export async function show(name: string, terminal: Terminal): Promise<ExitCode> {
  const scenarios = shippedNames();
  const drills = drillNames();
  const platforms: readonly string[] = platformNames;
  if (scenarios.includes(name)) terminal.out(await readFile(shippedFile(name), 'utf8'));
  else if (drills.includes(name)) terminal.out(await readFile(shippedDrill(name), 'utf8'));
  else if (platforms.includes(name))
    terminal.out(await readFile(new URL(`../platforms/${name}.yaml`, import.meta.url), 'utf8'));
  else
    throw new UsageError(
      unknownName('scenario, drill or platform', name, [...scenarios, ...drills, ...platforms]),
    );
  return 0;
}
