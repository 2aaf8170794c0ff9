/** The command `hearth` in a process of Node. */
import { runCli } from '../cli/main.ts';
import { listenToSignals } from '../cli/session/signals.ts';
import { moveToBin } from './bin.ts';
import { spawnEngine } from './spawn-engine.ts';
import { spawnReader } from './spawn-reader.ts';

export { isCommand } from '../cli/main.ts';

/** `program`: the program and its first arguments, behind which `args` were given. Resolves with the exit code. */
export const runHearth = (args: readonly string[], program: readonly string[]): Promise<number> =>
  runCli(args, {
    shell: { program, spawnEngine, spawnReader, moveToBin, keyStore: null },
    streams: { input: process.stdin, output: process.stdout, errors: process.stderr, env: process.env },
    ...listenToSignals(),
  });
