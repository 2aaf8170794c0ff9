/** The engine process's connection to the core. */
import type { FromEngine, ToEngine } from '../../shared/engine/protocol.ts';
import { parentPort } from '../../system/parent-port.ts';

export const { post, listen } = parentPort<ToEngine, FromEngine>();
