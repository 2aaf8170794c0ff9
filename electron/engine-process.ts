/** Starts the engine as a utility process of Electron. */
import { engineEnvironment } from '../main/core/engines/llama/environment.ts';
import type { EngineProcess } from '../main/core/engines/llama/engine-process.ts';
import { desktopWords } from '../main/shared/words/desktop.ts';
import type { Log } from '../main/system/log.ts';
import { engineEntry } from '../main/system/paths.ts';
import { spawnProcess } from './own-process.ts';

const names = { name: 'engine', serviceName: desktopWords.engineProcess };

/** Only when Electron is ready. */
export const spawnEngine = (log: Log): EngineProcess =>
  spawnProcess(engineEntry, names, log, engineEnvironment(process.env));
