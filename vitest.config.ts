import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const testsIn = (...folders: string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** What measures the machine or its own process, or is held to a time: it wants both cores and a process for itself. */
const alone = [
  'test/app/anatomy.test.ts',
  'test/engine/measure/benchmark-speed.test.ts',
  'test/engine/measure/calibrate.test.ts',
  'test/core/engines/llama/planted-faults.test.ts',
  'test/engine/measure/tune.test.ts',
  'test/system/machine-memory.test.ts',
];
/**
 * No model in them computes on several threads, which spin and slow each other down, and they measure no short times. Pages wait for
 * half of their time.
 */
const light = [
  ...testsIn('bench', 'cli', 'control', 'engine/jinja', 'faults', 'house', 'native', 'renderer', 'shared'),
  'test/system/!(machine-memory).test.ts',
  ...testsIn(
    ...[
      'api',
      'backup',
      'chats',
      'connect',
      'database',
      'documents',
      'hub',
      'network',
      'search',
      'settings',
      'sync',
      'transfer',
      'updates',
    ].map((room) => `core/${room}`),
  ),
  'test/engine/calls/*.test.ts',
  'test/core/*.test.ts',
  'test/host/{malformed-requests,offline,options,server,trace,transfer}.test.ts',
  'test/app/{kill,malformed}.test.ts',
  'test/electron/!(quit).test.ts',
];
/**
 * Small files with long tests. Vitest begins with large files where it knows no times yet, so that these would be left for the end,
 * when nothing else runs beside them.
 */
const longFirst = [
  'core/documents/documents-read',
  'electron/core-process',
  'electron/packaging',
  'faults/faults',
  'host/lifecycle',
  'host/offline',
  'renderer/pictures',
  'shells/scenario',
].map((name) => `/test/${name}.test.ts`);

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      longFirst.some((name) => moduleId.endsWith(name));
    // oxlint-disable-next-line unicorn/no-array-sort -- It is Vitest’s method, which returns a new list.
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/**
 * Every test runs against the real parts, which `npm test` builds first; only engine-free units use scripts. Test files share
 * processes (`isolate: false`), since each new one would load the engine's library again.
 */
export default defineConfig({
  test: {
    globalSetup: ['test/fixtures/build-first.ts'],
    env: {
      // `npm run test:long`: see test/fixtures/long.ts.
      LONG: process.argv.includes('--mode=long') ? 'yes' : '',
      // No program builds again while others run, even if a source file is saved meanwhile.
      HEARTH_NO_BUILD: '1',
    },
    environment: 'node',
    setupFiles: ['test/fixtures/leaves-nothing.ts'],
    // For a machine that is busy with other things; on an idle one, no test takes a tenth of it.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongFirst },
    expect: { poll: { timeout: 40_000 } },
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
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'light',
          include: light,
          isolate: false,
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
