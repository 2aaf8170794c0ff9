/** Tests which ends of an engine process are blamed on a GPU. */
import { expect, it } from 'vitest';
import { mayBeDriver } from '../../../../main/core/engines/llama/gpu-faults.ts';

it.each([
  ['signal SIGABRT', true],
  ['signal SIGSEGV', true],
  // As Electron tells them: an abort, and an access violation on Windows.
  ['exit code 6', true],
  ['exit code 134', true],
  ['exit code 3221225477', true],
  ['signal SIGKILL', false],
  ['exit code 9', false],
  ['exit code 137', false],
  ['exit code 1', false],
])('a process that ended with %s may have been ended by its GPU: %s', (how, may) => {
  expect(mayBeDriver(how)).toBe(may);
});
