/**
 * Hugging Face's own tools and llama.cpp share one cache. It holds a folder `models--OWNER--NAME` with `blobs` (the files, named
 * by their digest), `snapshots/REVISION/FILE` (links to them, or the files themselves if links cannot be made) and
 * `refs/main` (the newest revision).
 *
 * Sources: github.com/huggingface/huggingface_hub, docs/source/en/guides/manage-cache.md and
 * src/huggingface_hub/constants.py (the variables); github.com/ggml-org/llama.cpp, common/hf-cache.cpp.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { folderFrom, pathFor, readText, type System } from './system.ts';

/** Folders where the cache may be, whether they exist or not. */
export const huggingFaceFolders = (system: System): string[] => {
  const path = pathFor(system);
  const within = (variable: string, ...parts: string[]): string[] => {
    const folder = folderFrom(system, variable);
    return folder === null ? [] : [path.join(folder, ...parts)];
  };
  // All folders are searched, because an app that is started from the desktop does not see the variables of a terminal.
  return [
    ...within('HF_HUB_CACHE'),
    ...within('HUGGINGFACE_HUB_CACHE'),
    ...within('HF_HOME', 'hub'),
    ...within('XDG_CACHE_HOME', 'huggingface', 'hub'),
    path.join(system.home, '.cache', 'huggingface', 'hub'),
  ];
};

/** Whether a folder with this name is the repository of a model in the cache. */
export const isHuggingFaceFolder = (name: string): boolean => /^models--./.test(name);

/** `owner/name`, or the name alone if the model has no owner. */
export const huggingFaceSource = (folderName: string): string =>
  folderName.slice('models--'.length).replace('--', '/');

/** The folders of all downloaded revisions, newest first. */
export const huggingFaceRevisions = (folder: string): string[] => {
  const main = readText(join(folder, 'refs', 'main'), 100).trim();
  const timeOf = (revision: string): number =>
    statSync(join(folder, 'snapshots', revision), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let revisions: string[];
  try {
    revisions = readdirSync(join(folder, 'snapshots'));
  } catch {
    return [];
  }
  return revisions
    .filter((revision) => !revision.startsWith('.'))
    .map((revision) => ({ revision, time: revision === main ? Infinity : timeOf(revision) }))
    .toSorted((one, other) => other.time - one.time)
    .map(({ revision }) => join(folder, 'snapshots', revision));
};
