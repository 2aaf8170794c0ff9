/** All faults that the harness injects. */
import { diskFaults } from './disk-faults.ts';
import { fileFaults } from './file-faults.ts';
import { limitFaults } from './limit-faults.ts';
import { processFaults } from './process-faults.ts';
import { systemFaults } from './system-faults.ts';
import type { Fault } from './trial.ts';

export const allFaults: readonly Fault[] = [
  ...processFaults,
  ...diskFaults,
  ...fileFaults,
  ...systemFaults,
  ...limitFaults,
];
