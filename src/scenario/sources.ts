import type { Scenario } from '../model/scenario.ts';

/** The files that a scenario was read from: its own, the user's platform, and its tapes. */
export function sourcesOf({ file, inUse, upstream }: Scenario): readonly string[] {
  const platform = inUse.file === undefined ? [] : [inUse.file];
  return [file, ...platform, ...(upstream.kind === 'tape' ? upstream.files : [])];
}
