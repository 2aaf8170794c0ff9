/** The Node host: the core and the renderer on a loopback address, for a browser. */
import { openControl } from '../control/open-control.ts';
import { createCore } from '../core/core.ts';
import { claimDataFolder, type DataFolder } from '../shell/data-folder.ts';
import { catchWhatNothingCaught } from '../shell/last-resort.ts';
import { openLog, type Log } from '../system/log.ts';
import { systemLanguages } from '../system/system-languages.ts';
import { rendererFolder, starterModel, version } from '../system/paths.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { say, sentenceOf } from '../shared/words/catalogue.ts';
import { startProblem } from '../shell/start-problem.ts';
import { moveToBin } from './bin.ts';
import { browserSecret } from './browser-secret.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';
import type { StartOptions } from './options.ts';
import { serve } from './server.ts';
import { spawnEngine } from './spawn-engine.ts';
import { spawnReader } from './spawn-reader.ts';
import { openTrace } from './trace.ts';

/**
 * Throws `Refusal` with a sentence when it cannot start; otherwise runs until SIGINT or SIGTERM. `spawn` starts another engine in
 * tests.
 */
export const startHost = async (options: StartOptions, spawn = spawnEngine): Promise<void> => {
  const data = claimDataFolder(options.dataFolder);
  const log = openLog(data.path);
  try {
    await run(options, data, log, spawn);
  } catch (error) {
    log.error('Hearth could not start', error);
    throw Refusal.of(startProblem(error, data.path), { cause: error });
  }
};

const run = async (
  options: StartOptions,
  data: DataFolder,
  log: Log,
  spawn: typeof spawnEngine,
): Promise<void> => {
  const trace = options.trace === null ? null : openTrace(options.trace, log);
  const core = createCore({
    dataFolder: data.path,
    starterModel,
    version,
    shell: 'browser',
    spawnEngine: () => spawn(log),
    spawnReader: () => spawnReader(log),
    moveToBin,
    systemLanguages: systemLanguages(),
    log,
  });
  const control = await openControl({
    dataFolder: data.path,
    version,
    connect: core.connect,
    download: core.download,
    answer: core.api.answer,
    log,
  });
  const server = await serve({
    root: rendererFolder,
    port: options.port,
    secret: browserSecret(data.path),
    connect: (port) => core.connect(trace?.record(port) ?? port),
    transfer: core,
  });
  console.log(sentenceOf(say('start.ready', { url: server.url })));
  const opensBrowser = options.open && hasDisplay(process.platform, process.env);
  const removePage = opensBrowser ? openBrowser(server.urlForOnce(), data.path) : null;

  let isClosing = false;
  const close = async (code: number): Promise<void> => {
    if (isClosing) return;
    isClosing = true;
    try {
      removePage?.();
      await core.close();
      await control?.close();
      await server.close();
      trace?.close();
      data.release();
      log.close();
    } finally {
      process.exit(code);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close(0));
  catchWhatNothingCaught({ log, onError: core.failed, end: () => void close(1) });
};
