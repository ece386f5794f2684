import { defineConfig } from 'vitest/config';

/** Files that replace a module or count what the process holds: nothing of another file may be there. */
const alone = ['test/unit/tls/certificates/lazily.test.ts', 'test/wire/{flat-memory,leaks}.test.ts'];

const common = { pool: 'threads', testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    projects: [
      // Most files load the same modules: sharing them halves the CPU that the whole run takes.
      {
        test: {
          ...common,
          name: 'shared',
          isolate: false,
          include: ['{test,studies}/**/*.test.ts'],
          exclude: alone,
        },
      },
      { test: { ...common, name: 'alone', include: alone } },
    ],
  },
});
