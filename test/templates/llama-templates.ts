/** Chat templates and vocabularies out of llama.cpp's repository, read from the git bundle that is part of node-llama-cpp. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../main/paths.ts';

const bundle = join(packageRoot, 'node_modules', 'node-llama-cpp', 'llama', 'gitRelease.bundle');

export const hasGit = spawnSync('git', ['--version']).status === 0;

/** A folder of llama.cpp's repository. Wants `hasGit`. It is kept in the folder for temporary files for the next run. */
const llamaFolder = (path: string): string => {
  const { size, mtimeMs } = statSync(bundle);
  const kept = join(tmpdir(), `hearth-${path.replaceAll('/', '-')}-${size}-${Math.round(mtimeMs)}`);
  if (existsSync(kept)) return kept;
  const clone = mkdtempSync(join(tmpdir(), 'hearth-clone-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--no-checkout', bundle, clone], { stdio: 'ignore' });
    execFileSync('git', ['checkout', '--quiet', 'HEAD', '--', path], { cwd: clone });
    // Another test may have been quicker.
    if (!existsSync(kept)) renameSync(join(clone, path), kept);
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
  return kept;
};

/** Name and source of each chat template. */
export const llamaTemplates = (): Map<string, string> => {
  const folder = llamaFolder('models/templates');
  const names = readdirSync(folder).filter((name) => name.endsWith('.jinja'));
  return new Map(names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
};

/** The path of a vocabulary of a real model, with texts that llama.cpp's own tests tokenise in `.inp` beside it. */
export const llamaVocabulary = (name: string): string =>
  join(llamaFolder('models'), `ggml-vocab-${name}.gguf`);
