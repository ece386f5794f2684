import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { readScenario } from '../gateway/library.ts';
import { ruledAlone } from '../gateway/read-scenarios.ts';
import { systemClock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { hideSecrets } from '../secrets/redact.ts';

/** Changes within this time (ms) count as one, since editors write a file in several steps. */
const settleMs = 100;

/** Watches folders instead of files, since editors replace a file by a new one. */
export function watchFiles(files: readonly string[], onChange: (file: string) => void): () => void {
  const pending = new Map<string, () => void>();
  const watchers = files.map((file) =>
    watch(dirname(file), (_event, changed) => {
      if (changed !== basename(file)) return;
      pending.get(file)?.();
      pending.set(
        file,
        systemClock.after(settleMs, () => onChange(file)),
      );
    }),
  );
  return () => {
    for (const cancel of pending.values()) cancel();
    for (const watcher of watchers) watcher.close();
  };
}

/**
 * Reads a scenario again when its file changes. After a change with mistakes the last valid version stays
 * in use.
 */
export function watchScenarios(
  scenarios: readonly [CompiledScenario, ...CompiledScenario[]],
  overrides: ScenarioOverrides,
  gateway: Gateway,
  terminal: Terminal,
): () => void {
  const names = new Map(scenarios.map(({ scenario: { file, name } }) => [file, name]));
  async function reload(file: string, name: string): Promise<void> {
    try {
      gateway.replace(await readScenario(file, ruledAlone(scenarios[0].scenario.file, overrides)(file)));
      terminal.err(`${file}: read again; counters begin anew\n`);
    } catch (error) {
      const message = hideSecrets(messageOf(error));
      gateway.refuseReload(name, message);
      terminal.err(`${message}\n${file}: not used; the last good version goes on\n`);
    }
  }
  return watchFiles([...names.keys()], (file) => void reload(file, names.get(file) ?? ''));
}
