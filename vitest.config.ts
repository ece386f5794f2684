import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Files that replace a module, count what the process holds, look at the very order of packets, or fill so much
 * memory that a heap shared with others makes them ten times as slow.
 */
const alone = [
  'test/unit/scenario/{load-mutations,many-rules}.test.ts',
  'test/unit/tls/certificates/lazily.test.ts',
  'test/wire/{flat-memory,leaks,same-bytes,slow-readers}.test.ts',
];

const common = { pool: 'threads', testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    projects: [
      // Most files load the same modules: sharing them halves the CPU that the whole run takes. Many wait for
      // commands most of their time, so that two cores have room for two workers.
      {
        test: {
          ...common,
          name: 'shared',
          isolate: false,
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 1 },
          include: ['{test,studies}/**/*.test.ts'],
          exclude: alone,
        },
      },
      {
        test: { ...common, name: 'alone', maxWorkers: 1, sequence: { groupOrder: 2 }, include: alone },
      },
    ],
  },
});
