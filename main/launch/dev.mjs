/**
 * `npm run dev`: the window, or with `-- --web` the browser, with hot reload. Vite serves the renderer; tsc watches
 * main/ and electron/, and what it compiles is started again.
 */
import { spawn } from 'node:child_process';
import { rmSync, watch } from 'node:fs';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'vite';
import { compiled, compileNode, root } from './build.mjs';
import { findElectron } from './electron-binary.mjs';

// Else tsc would leave the bundled programs as they are, and with them the code of the last build.
rmSync(join(root, 'out', '.tsbuildinfo'), { force: true });
compileNode();
const { parseOptions } = await compiled('main/host/options.js');
const { say, sentenceOf } = await compiled('main/shared/words/catalogue.js');
const options = parseOptions(process.argv.slice(2));

/** The Node host keeps its port over restarts. */
const hostPort = await new Promise((resolve) => {
  const probe = createNetServer().listen(0, '127.0.0.1', () => {
    const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
    probe.close(() => resolve(port));
  });
});
const hostOrigin = `http://127.0.0.1:${hostPort}`;

/** What the page asks of the Node host goes there as from a page of its own; the host still wants the page's key. */
const toNodeHost = {
  target: hostOrigin,
  ws: true,
  changeOrigin: true,
  configure: (/** @type {import('vite').HttpProxy.ProxyServer} */ proxy) => {
    const passOn = (
      /** @type {import('node:http').ClientRequest} */ toHost,
      /** @type {import('node:http').IncomingMessage} */ fromPage,
    ) => {
      if (fromPage.headers.origin === new URL(pageUrl).origin) toHost.setHeader('origin', hostOrigin);
    };
    proxy.on('proxyReq', passOn);
    proxy.on('proxyReqWs', passOn);
  },
};

const vite = await createServer({
  root: join(root, 'renderer'),
  configFile: join(root, 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    port: options.port || 5173,
    proxy: options.web
      ? Object.fromEntries(
          ['/port', '/key', '/nonce', '/export', '/import'].map((path) => [path, toNodeHost]),
        )
      : {},
  },
});
await vite.listen();
const pageUrl = vite.resolvedUrls?.local[0] ?? '';

/** @type {import('node:child_process').ChildProcess | null} */
let child = null;
const electron = options.web ? null : findElectron();
if (!options.web && electron === null)
  console.log('Electron could not be fetched; use `npm run dev -- --web` for the browser.');

const startShell = () => {
  if (electron !== null) {
    child = spawn(electron, [root, '--data', options.dataFolder], {
      stdio: 'inherit',
      env: { ...process.env, HEARTH_DEV_URL: pageUrl },
    });
    return;
  }
  const args = [
    'main/launch/start.mjs',
    '--web',
    '--no-open',
    '--port',
    String(hostPort),
    '--data',
    options.dataFolder,
  ];
  child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HEARTH_NO_BUILD: '1' },
  });
  child.stdout?.on('data', (/** @type {Buffer} */ data) => {
    const address = /http:\/\/127\.0\.0\.1:\S+/.exec(data.toString())?.[0];
    if (address === undefined) return void process.stdout.write(data);
    console.log(sentenceOf(say('start.ready', { url: pageUrl + new URL(address).search })));
  });
};

const restartShell = () => {
  if (child === null || child.exitCode !== null) return startShell();
  child.once('exit', startShell);
  child.kill('SIGTERM');
};

if (options.web || electron !== null) startShell();
else process.exit(1);

const compiler = spawn(
  process.execPath,
  [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    'tsconfig.node.json',
    '--watch',
    '--preserveWatchOutput',
  ],
  { cwd: root, stdio: 'inherit' },
);
/** @type {NodeJS.Timeout | undefined} */
let settle;
for (const folder of ['out/main', 'out/electron'])
  try {
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(settle);
      settle = setTimeout(restartShell, 300);
    });
  } catch {
    // There is no such folder before its first file is compiled.
  }

const end = () => {
  compiler.kill();
  child?.removeAllListeners('exit');
  child?.kill('SIGTERM');
  void vite.close().then(() => process.exit(0));
};
process.on('SIGINT', end);
process.on('SIGTERM', end);
