/** `npm start -- --web` with an engine that answers by script; all else is Hearth. */
import { fileURLToPath } from 'node:url';
import { startHost } from '../../main/host/main.ts';
import { parseOptions } from '../../main/host/options.ts';
import { spawnProcess } from '../../main/host/spawn-process.ts';

const engineEntry = fileURLToPath(new URL('scripted-engine-process.js', import.meta.url));

try {
  await startHost(parseOptions(process.argv.slice(2)), (log) =>
    spawnProcess(engineEntry, 'engine', process.env, log),
  );
} catch (error) {
  // The bundled program has a class of this name of its own.
  if (!(error instanceof Error && error.name === 'Refusal')) throw error;
  console.error(error.message);
  process.exit(1);
}
