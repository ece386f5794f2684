import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Part of util-linux; without it nothing is pinned. */
const pin = 'taskset';

const canPin = availableParallelism() > 1 && spawnSync(pin, ['--version']).status === 0;

/** Where what is measured runs, and where everything else does: they must not take each other's time. */
export const measuredCore = '0';
export const otherCores = `1-${availableParallelism() - 1}`;

/** The command for Node on those cores; anywhere when this machine cannot pin. */
export function nodeOn(cores, args) {
  return canPin ? [pin, ['-c', cores, process.execPath, ...args]] : [process.execPath, args];
}

export const pinning = canPin ? 'what is measured has a core of its own' : 'not pinned to cores';
