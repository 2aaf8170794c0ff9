/** The program of the core's process in the desktop application. */
import { runCore } from './run-core.ts';

runCore();
