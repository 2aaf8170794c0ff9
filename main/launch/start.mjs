/** `npm start`: the Electron window where it can be had, else the same app for a browser. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfStale, compiled, root } from './build.mjs';
import { findElectron } from './electron-binary.mjs';
import { limitProblem, ownLimits } from './limits.mjs';

const problem = limitProblem(ownLimits());
if (problem !== null) {
  console.error(problem);
  process.exit(1);
}

// `npm run dev` compiles by itself and brings its own renderer.
if (process.env['HEARTH_NO_BUILD'] === undefined) await buildIfStale();
// Compiled by now, and not before.
const { parseOptions } = await compiled('main/host/options.js');
const { hasDisplay } = await compiled('main/host/open-browser.js');

/** Ends with one sentence when `work` is refused. */
const orExplain = async (/** @type {() => any} */ work) => {
  try {
    return await work();
  } catch (error) {
    if (/** @type {Error} */ (error).name !== 'Refusal') throw error;
    console.error(/** @type {Error} */ (error).message);
    process.exit(1);
  }
};

const args = process.argv.slice(2);

// npm runs this behind a shell, which dies of a signal without passing it on; a new parent tells that it did.
if (process.env['npm_lifecycle_event'] !== undefined) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 200).unref();
}

// `npm start -- serve`, for example, ends by itself.
if (args[0]?.startsWith('-') === false) {
  const { isCommand, runHearth } = await compiled('main/host/run-hearth.js');
  if (isCommand(args[0]))
    process.exit(await runHearth(args, [process.execPath, fileURLToPath(import.meta.url)]));
}

const options = await orExplain(() => parseOptions(args));

/** Electron that ends with an error sooner than this, in ms, could not open its window. */
const openingMs = 10_000;

/**
 * Opens the window. Where Electron cannot run, for root or without the namespaces that its sandbox is made of, it ends at
 * once, and the browser takes its place.
 */
const startWindow = (/** @type {string} */ electron) => {
  const startedAt = performance.now();
  let isEnding = false;
  const child = spawn(electron, [root, '--data', options.dataFolder], { stdio: 'inherit' });
  const end = () => {
    isEnding = true;
    child.kill('SIGTERM');
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, end);
  const ended = async (/** @type {number | null} */ code) => {
    if (isEnding || code === 0 || performance.now() - startedAt > openingMs) process.exit(code ?? 1);
    for (const signal of signals) process.off(signal, end);
    console.log('Electron could not open its window, so Hearth serves the same app to a browser.');
    await startBrowser();
  };
  child.on('exit', ended);
  // It cannot be run at all.
  child.on('error', () => ended(null));
};

const startBrowser = async () => {
  const { startHost } = await compiled('main/host/main.js');
  await orExplain(() => startHost(options));
};

if (options.web) await startBrowser();
else if (!hasDisplay(process.platform, process.env)) {
  console.log('There is no display for the Electron window, so Hearth serves the same app to a browser.');
  await startBrowser();
} else {
  const electron = findElectron();
  if (electron !== null) startWindow(electron);
  else {
    console.log('Electron could not be fetched (offline?), so Hearth serves the same app to a browser.');
    await startBrowser();
  }
}
