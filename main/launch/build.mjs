/**
 * Builds Hearth into out/: tsc compiles main/ and electron/, rolldown bundles the largest programs of them, and vite bundles the
 * renderer. Plain JavaScript, since it runs before anything is compiled.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeParts } from './parts.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const stampFile = join(root, 'out', '.stamp');

const sources = [
  'main',
  'electron',
  'renderer',
  'test/bench',
  'test/faults',
  'test/fixtures',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.node.json',
  'vite.config.ts',
];

/** Changes whenever a source file does: the names, sizes and times of them all. */
export const sourceStamp = () => {
  const hash = createHash('sha256');
  const visit = (/** @type {string} */ path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    if (!found) return;
    if (found.isDirectory())
      for (const name of readdirSync(join(root, path)).toSorted()) visit(`${path}/${name}`);
    else hash.update(`${path}:${found.size}:${found.mtimeMs}\n`);
  };
  for (const source of sources) visit(source);
  return hash.digest('hex');
};

/** The stamp of what was built last. */
const builtStamp = () => {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return null;
  }
};

/** Runs a tool of node_modules; throws when it fails. */
export const runTool = (/** @type {string} */ script, /** @type {string[]} */ ...args) => {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    // The output of a command of `hearth` may be piped to a program.
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  if (status !== 0) throw new Error(`${script} failed`);
};

/** Loads what was compiled; only known at run time. */
export const compiled = (/** @type {string} */ module) =>
  import(pathToFileURL(join(root, 'out', module)).href);

export const compileNode = () => runTool('typescript/bin/tsc', '-p', 'tsconfig.node.json');

/** Builds everything anew. */
export const build = async () => {
  const stamp = sourceStamp();
  rmSync(join(root, 'out'), { recursive: true, force: true });
  compileNode();
  // Loaded here alone, since most starts build nothing.
  const { bundlePrograms } = await import('./bundle.mjs');
  await bundlePrograms(root);
  runTool('vite/bin/vite.js', 'build', '--logLevel', 'warn');
  writeParts(root);
  writeFileSync(stampFile, stamp);
};

/** Builds only where sources have changed since. */
export const buildIfStale = async () => {
  if (builtStamp() === sourceStamp()) return;
  console.error('Building Hearth, once …');
  await build();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
