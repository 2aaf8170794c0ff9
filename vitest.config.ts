import { defineConfig } from 'vitest/config';

const testsIn = (...folders: string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** Whole programs that mostly wait for each other, and models that want one core and no certain time. */
const pairs = [
  ...testsIn('disk', 'downloads', 'electron', 'host', 'models', 'shells', 'starter'),
  ...['cache-property', 'context', 'shift'].map((name) => `test/engine/${name}.test.ts`),
  ...['malformed', 'models'].map((name) => `test/app/${name}.test.ts`),
];
/** Pages and pure functions: none of them loads a model. */
const light = testsIn('chats', 'contract', 'lens', 'network', 'plots', 'renderer');

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
          exclude: [...pairs, ...light],
          // The engine wants both cores for itself; tests beside it would only time each other out.
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'pairs', include: pairs, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      { extends: true, test: { name: 'window', include: light, maxWorkers: 2, sequence: { groupOrder: 2 } } },
    ],
  },
});
