/**
 * `npm run pack:gpu`: what `npm run bench -- gpu` needs on a machine without network, in two folders below `dist/gpu-pack/`:
 * `base` with Node.js, the engine of the app, its binaries for the processor and for Vulkan, and llama-bench and llama-server if they are built;
 * `cuda` with the binaries for CUDA. docs/gpu.md says how to use them.
 *
 * The binaries are those that npm installed with node-llama-cpp, so their versions agree.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { bytes } from '../../../main/shared/format/figures.ts';
import { packageRoot } from '../../../main/system/paths.ts';
import { builtPrograms } from '../llama-cpp.ts';
import { dependenciesOf, type Lock } from './dependencies.ts';
import { split, windowBits } from './pieces.ts';

/** The largest file, so that each can be copied beside 20 MB of other files over a way that takes 64 MiB at once. */
const pieceBytes = 45e6;

const scope = 'node_modules/@node-llama-cpp';
const library = 'node_modules/node-llama-cpp';
const target = join(packageRoot, 'dist', 'gpu-pack');
const base = join(target, 'base');
const cuda = join(target, 'cuda');

const fail = (problem: string): never => {
  console.error(problem);
  process.exit(1);
};

interface Source {
  folder: string;
  paths: string[];
}

/** Packs `sources` into pieces; `options` are tar's. */
const pack = async (
  to: string,
  name: string,
  sources: Source[],
  quality: number,
  options: string[] = [],
): Promise<void> => {
  const tar = spawn(
    'tar',
    [
      '-c',
      '--owner=0',
      '--group=0',
      ...['*.map', '*.d.ts', '*.tsbuildinfo', '*.stamp'].map((pattern) => `--exclude=${pattern}`),
      ...options,
      ...sources.flatMap(({ folder, paths }) => ['-C', folder, ...paths]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((resolve) => tar.on('exit', resolve));
  const compressed = tar.stdout.pipe(
    createBrotliCompress({
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_LARGE_WINDOW]: 1,
        [constants.BROTLI_PARAM_LGWIN]: windowBits,
      },
    }),
  );
  await split(compressed, to, name, pieceBytes);
  if ((await ended) !== 0) fail(`tar could not pack ${name}.`);
};

/** The folder of the package, which must have been installed in the version of node-llama-cpp. */
const binaries = (name: string): string => {
  const versionOf = (folder: string): string | null => {
    const file = join(packageRoot, folder, 'package.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : null;
  };
  const folder = `${scope}/${name}`;
  if (versionOf(folder) === null) fail(`@node-llama-cpp/${name} is not installed: run npm ci on Linux x64.`);
  if (versionOf(folder) !== versionOf(library))
    fail(`@node-llama-cpp/${name} and node-llama-cpp differ in version: run npm ci.`);
  return folder;
};

/** The commit that is packed, for the report. */
const commit = (): string => {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: packageRoot,
      encoding: 'utf8',
    }).trim();
  } catch {
    return 'unknown';
  }
};

/** A loader of Vulkan drivers; a machine without one may still have a driver. */
const vulkanLoader = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib']
  .map((folder) => join(folder, 'libvulkan.so.1'))
  .find(existsSync);

const packBase = async (place: string): Promise<void> => {
  const { packages } = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as Lock;
  writeFileSync(join(place, 'packed.json'), `${JSON.stringify({ commit: commit() })}\n`);
  const extra: Source = { folder: place, paths: ['packed.json'] };
  if (vulkanLoader === undefined) console.log('Without a Vulkan loader: libvulkan1 is not installed here.');
  else {
    mkdirSync(join(place, 'lib'));
    copyFileSync(vulkanLoader, join(place, 'lib', 'libvulkan.so.1'));
    extra.paths.push('lib');
  }
  const programs = builtPrograms();
  if (programs === null)
    console.log('Without llama-bench and llama-server: `npm run bench -- peers` builds them.');
  else {
    // Its backends are those of the library.
    const wanted = readdirSync(programs).filter((name) => !name.startsWith('libggml-cpu'));
    mkdirSync(join(place, 'llama.cpp'));
    execFileSync('cp', ['-a', ...wanted.map((name) => join(programs, name)), join(place, 'llama.cpp')]);
    extra.paths.push('llama.cpp');
  }
  const paths = [
    'package.json',
    'out/main',
    'out/test',
    // For benchmarks of the server: `hearth serve` starts with the guide.
    'main/launch',
    'resources/starter',
    ...dependenciesOf(packages, ['node-llama-cpp', 'zod', 'libsql', 'trash', 'ws']).filter((path) =>
      existsSync(join(packageRoot, path)),
    ),
    binaries('linux-x64'),
    binaries('linux-x64-vulkan'),
  ];
  await pack(base, 'app', [{ folder: packageRoot, paths }, extra], 9, [
    '--exclude=node_modules/@libsql/linux-x64-musl',
    // The sources of llama.cpp.
    `--exclude=${library}/llama/gitRelease.bundle`,
    `--exclude=${library}/llama/addon`,
  ]);
  const node = join(base, 'node.gz');
  // gzip is everywhere, and what unpacks the rest must come first.
  await pipeline(createReadStream(process.execPath), createGzip({ level: 9 }), createWriteStream(node));
  const own = dirname(fileURLToPath(import.meta.url));
  copyFileSync(join(own, 'pieces.js'), join(base, 'pieces.mjs'));
  copyFileSync(join(packageRoot, 'test', 'bench', 'gpu', 'run.sh'), join(base, 'run.sh'));
};

const sizesIn = (folder: string): [name: string, size: number][] =>
  readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]);

if (process.platform !== 'linux' || process.arch !== 'x64')
  fail('Only Linux x64 is packed, and only on Linux x64: the Node.js that runs this is packed too.');
rmSync(target, { recursive: true, force: true });
for (const folder of [base, cuda]) mkdirSync(folder, { recursive: true });
const place = mkdtempSync(join(tmpdir(), 'hearth-pack-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
await packBase(place);
for (const [name, from] of [
  ['cuda', 'linux-x64-cuda'],
  ['cuda-ext', 'linux-x64-cuda-ext'],
] as const)
  await pack(cuda, name, [{ folder: packageRoot, paths: [binaries(from)] }], 5);

for (const folder of [base, cuda])
  for (const [name, size] of sizesIn(folder))
    console.log(`${bytes(size).padStart(8)}  ${join(folder, name)}`);
const baseBytes = sizesIn(base).reduce((total, [, size]) => total + size, 0);
console.log(`${bytes(baseBytes).padStart(8)}  ${base}, all of it`);
const largest = Math.max(...[base, cuda].flatMap(sizesIn).map(([, size]) => size));
if (largest > pieceBytes)
  fail(`${bytes(largest)} are more than the ${bytes(pieceBytes)} that a file may have.`);
