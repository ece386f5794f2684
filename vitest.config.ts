import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{test,studies}/**/*.test.ts'],
    pool: 'threads',
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
