import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/helpers/longest-first.ts';

/**
 * Files that replace a module, count what the process holds, look at the very order of packets, or fill so
 * much memory that a heap shared with others makes them ten times as slow: each has a process of its own.
 */
const alone = [
  'test/unit/scenario/{load-mutations,many-rules}.test.ts',
  'test/unit/tls/certificates/lazily.test.ts',
  'test/wire/{flat-memory,leaks,same-bytes,slow-readers}.test.ts',
];

/** Many files wait for commands most of their time: two cores have room for two workers and no more. */
const workers = Math.max(2, availableParallelism() - 1);

const common = { testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    sequence: { sequencer: LongestFirst },
    projects: [
      // Most files load the same modules: sharing them halves the CPU that the whole run takes.
      {
        test: {
          ...common,
          name: 'shared',
          pool: 'threads',
          isolate: false,
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
          include: ['{test,studies}/**/*.test.ts'],
          exclude: alone,
        },
      },
      {
        test: {
          ...common,
          name: 'alone',
          pool: 'forks',
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          include: alone,
        },
      },
    ],
  },
});
