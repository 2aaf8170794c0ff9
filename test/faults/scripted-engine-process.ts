/** The program of an engine process that answers by script, so that a real process can be killed and frozen without a model. */
import type { FromEngine, ToEngine } from '../../main/shared/engine/protocol.ts';
import { scriptedEngine } from '../fixtures/engine/scripted-engine.ts';

const sentence = 'The cache keeps what was read. ';
const { HEARTH_TEST_PIECES: pieces = '20', HEARTH_TEST_STEP_MS: stepMs = '8' } = process.env;
const scripted = scriptedEngine({
  pieces: Array.from({ length: Number(pieces) }, () => sentence),
  stepMs: Number(stepMs),
});
const engine = scripted.spawn();

const send = (message: FromEngine): void => {
  // The core may be gone.
  if (process.connected) process.send!(message, () => undefined);
};
engine.onMessage(send);
engine.onExit(() => process.exit(0));
process.on('message', (message) => {
  engine.post(message as ToEngine);
  // Nobody reads in this process what was received, and it would grow.
  scripted.received.length = 0;
});
process.on('disconnect', () => process.exit(0));
