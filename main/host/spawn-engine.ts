/** Starts the engine as a child process of the Node host. */
import { engineEnvironment } from '../core/engines/llama/environment.ts';
import type { EngineProcess } from '../core/engines/llama/engine-process.ts';
import type { Log } from '../system/log.ts';
import { engineEntry } from '../system/paths.ts';
import { spawnProcess } from './spawn-process.ts';

export const spawnEngine = (log: Log): EngineProcess =>
  spawnProcess(engineEntry, 'engine', engineEnvironment(process.env), log);
