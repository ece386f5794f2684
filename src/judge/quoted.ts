import type { Platform } from '../model/platform.ts';
import type { Basis } from '../model/verdict.ts';

/** The status of what was met: that of its entry, or the number that an unlisted error is named by. */
function statusOf(met: string, { errors }: Platform): number {
  return errors.find(({ name }) => name === met)?.status ?? Number(met);
}

/**
 * The documented sentence of the contract that judges by this expectation and is about what was met: its
 * status, else anything, else the first. `null`: no document speaks of it.
 */
export function quoted(platform: Platform, expectation: string): (met: string) => Basis | null {
  const { contract, sources } = platform;
  const sentences = Object.values(contract).flatMap((each) =>
    each.expectation === expectation && each.documented !== null
      ? [{ says: each.says, source: sources[each.documented] ?? each.documented, statuses: each.statuses }]
      : [],
  );
  return (met) => {
    const status = statusOf(met, platform);
    const fitting =
      sentences.find(({ statuses }) => statuses.includes(status)) ??
      sentences.find(({ statuses }) => statuses.length === 0) ??
      sentences[0];
    return fitting === undefined ? null : { says: fitting.says, source: fitting.source };
  };
}
