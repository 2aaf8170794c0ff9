import { defineConfig } from 'vitest/config';

/** Pages and pure functions: none of them loads a model. */
const light = ['chats', 'contract', 'lens', 'plots', 'renderer'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/** Every test runs against the real parts, which `npm test` builds first; only engine-free units use scripts. */
export default defineConfig({
  test: {
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/**/*.test.ts'],
          exclude: light,
          // The engine wants both cores for itself; tests beside it would only time each other out.
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'window', include: light, maxWorkers: 2, sequence: { groupOrder: 1 } } },
    ],
  },
});
