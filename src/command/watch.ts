import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { systemClock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Scenario } from '../model/scenario.ts';
import { readScenario } from '../scenario/library.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import type { Playable } from '../scenario/playable.ts';
import type { Gateway } from '../start.ts';
import type { Terminal } from './terminal.ts';

/** Editors write a file in several steps; what comes within this time is one change. */
const settleMs = 100;

/**
 * Reads a scenario again when its file changes. A broken edit keeps the last good version playing.
 * The folder is watched, not the file: editors put a new file in the old one's place.
 */
export function watchScenarios(
  playables: readonly Playable[],
  overrides: ScenarioOverrides,
  gateway: Gateway,
  terminal: Terminal,
): () => void {
  async function reload({ name, file }: Scenario): Promise<void> {
    try {
      gateway.replace(await readScenario(file, overrides));
      terminal.err(`${file}: read again; counters begin anew\n`);
    } catch (error) {
      gateway.refuseReload(name, messageOf(error));
      terminal.err(`${messageOf(error)}\n${file}: not used; the last good version goes on\n`);
    }
  }

  const pending = new Map<string, () => void>();
  const watchers = playables.map(({ scenario }) => {
    const { file } = scenario;
    return watch(dirname(file), { persistent: false }, (_event, changed) => {
      if (changed !== basename(file)) return;
      pending.get(file)?.();
      pending.set(
        file,
        systemClock.after(settleMs, () => void reload(scenario)),
      );
    });
  });
  return () => {
    for (const cancel of pending.values()) cancel();
    for (const watcher of watchers) watcher.close();
  };
}
