/** The engine process, which the shell starts for the core. */
import type { FromEngine, ToEngine } from '../../../shared/engine/protocol.ts';
import type { OwnProcess } from '../../../system/own-process.ts';

export type EngineProcess = OwnProcess<ToEngine, FromEngine>;

export type SpawnEngine = () => EngineProcess;
