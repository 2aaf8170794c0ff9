import { defineConfig } from 'vitest/config';

/** Every test runs against the real parts, which `npm test` builds first; only engine-free units use scripts. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // The engine wants both cores for itself; tests beside it would only time each other out.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
