/** The chat templates of llama.cpp, read from the git bundle that is part of node-llama-cpp. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../main/paths.ts';

const bundle = join(packageRoot, 'node_modules', 'node-llama-cpp', 'llama', 'gitRelease.bundle');

export const hasGit = spawnSync('git', ['--version']).status === 0;

/** Name and source of each. Wants `hasGit`. They are kept in the folder for temporary files for the next run. */
export const llamaTemplates = (): Map<string, string> => {
  const { size, mtimeMs } = statSync(bundle);
  const kept = join(tmpdir(), `hearth-templates-${size}-${Math.round(mtimeMs)}`);
  if (!existsSync(kept)) {
    const clone = mkdtempSync(join(tmpdir(), 'hearth-clone-'));
    try {
      execFileSync('git', ['clone', '--quiet', '--no-checkout', bundle, clone], { stdio: 'ignore' });
      execFileSync('git', ['checkout', '--quiet', 'HEAD', '--', 'models/templates'], { cwd: clone });
      mkdirSync(tmpdir(), { recursive: true });
      if (!existsSync(kept)) renameSync(join(clone, 'models', 'templates'), kept);
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  }
  const names = readdirSync(kept).filter((name) => name.endsWith('.jinja'));
  return new Map(names.toSorted().map((name) => [name, readFileSync(join(kept, name), 'utf8')]));
};
