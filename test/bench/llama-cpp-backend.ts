/** llama.cpp's own programs with the library's binaries for a backend, so that both sides of a benchmark run the same kernels. */
import { copyFileSync, cpSync, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Backend } from '../../main/shared/contract/engine.ts';
import { packageRoot } from '../../main/system/paths.ts';
import { builtPrograms } from './llama-cpp.ts';

/** Where the programs are: in the folder that `npm run pack:gpu` packed, or where `npm run bench -- peers` builds them; `null`: in neither. */
const ownPrograms = (): string | null => {
  const packed = join(packageRoot, 'llama.cpp');
  return existsSync(packed) ? packed : builtPrograms();
};

/** The folder of the library's binaries for a backend. */
const binariesOf = (backend: Backend): string => {
  const platform = `${process.platform}-${process.arch}`;
  const name = backend === 'cpu' ? platform : `${platform}-${backend}`;
  return join(packageRoot, 'node_modules', '@node-llama-cpp', name, 'bins', name);
};

const isBackendFile = (name: string): boolean =>
  /^(lib)?ggml-(cpu-.*|cuda|vulkan|metal)\.(so|dll)$/.test(name);

/**
 * Copies llama-bench and llama-server into `folder` with the library's binaries for `backend` alone: they load every backend that is
 * beside them. Throws with a sentence if the programs are not built here.
 */
export const programsWithBackend = (backend: Backend, folder: string): string => {
  const programs = ownPrograms();
  if (programs === null)
    throw new Error(
      'llama.cpp’s programs are not built here; `npm run bench -- peers` builds them on a machine with git, CMake and a compiler',
    );
  const place = join(folder, `llama.cpp-${backend}`);
  cpSync(programs, place, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !isBackendFile(basename(path)),
  });
  for (const name of readdirSync(binariesOf(backend)))
    if (isBackendFile(name)) copyFileSync(join(binariesOf(backend), name), join(place, name));
  return place;
};
