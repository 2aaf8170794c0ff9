import { defineConfig } from 'vitest/config';

const testsIn = (...folders: string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** What measures the machine, or is held to a time: it wants both cores for itself. */
const alone = [
  'test/app/anatomy.test.ts',
  'test/app/app.test.ts',
  'test/engine/measure/benchmark.test.ts',
  'test/engine/measure/calibrate.test.ts',
  'test/core/engines/llama/planted-faults.test.ts',
  'test/engine/measure/tune.test.ts',
];
/** Pages and pure functions: none of them loads a model. */
const light = testsIn('shared', 'core/chats', 'core/database', 'core/network', 'core/transfer', 'renderer');

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
          name: 'alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'pairs',
          include: ['test/**/*.test.ts'],
          exclude: [...alone, ...light],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'window', include: light, maxWorkers: 3, sequence: { groupOrder: 2 } } },
    ],
  },
});
