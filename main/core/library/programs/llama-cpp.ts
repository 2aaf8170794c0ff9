/**
 * llama.cpp keeps its downloads as `OWNER_NAME_FILE.gguf` in one folder, each with an `.etag` or, in older versions, a
 * `.json` that holds its URL, and with a `manifest=OWNER=NAME=TAG.json` for each repository. Since 2026 it uses the layout
 * of Hugging Face's cache instead, also within `LLAMA_CACHE`.
 *
 * Sources: github.com/ggml-org/llama.cpp, `fs_get_cache_directory` in common/common.cpp; common/download.cpp as of
 * November 2025 (`get_manifest_path`, `write_etag`) and as of now.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryName } from '../../../shared/contract/repository-name.ts';
import { folderFrom, pathFor, readJson, type System } from './system.ts';

/** Folders where the downloads may be, whether they exist or not. */
export const llamaCppFolders = (system: System): string[] => {
  const path = pathFor(system);
  const { platform, home } = system;
  const chosen = folderFrom(system, 'LLAMA_CACHE');
  const caches =
    platform === 'win32'
      ? [folderFrom(system, 'LOCALAPPDATA') ?? path.join(home, 'AppData', 'Local')]
      : platform === 'darwin'
        ? [path.join(home, 'Library', 'Caches')]
        : [folderFrom(system, 'XDG_CACHE_HOME'), path.join(home, '.cache')];
  return [chosen, ...caches.map((cache) => cache && path.join(cache, 'llama.cpp'))].filter(
    (folder) => folder !== null,
  );
};

const download = z.object({ url: z.string().max(2084) });

/** The repository that a file came from, as far as its name and the files beside it (`names`) tell; `null` if they do not. */
export const llamaCppSource = (folder: string, name: string, names: ReadonlySet<string>): string | null => {
  if (names.has(`${name}.json`)) {
    const url = download.safeParse(readJson(join(folder, `${name}.json`))).data?.url ?? '';
    const found = /^https?:\/\/[^/]+\/([^/]+\/[^/]+)\/resolve\//.exec(url);
    if (found && repositoryName.test(found[1]!)) return found[1]!;
  }
  for (const other of names) {
    const [, owner, repository] = /^manifest=([^=]+)=([^=]+)=[^=]*\.json$/.exec(other) ?? [];
    if (owner !== undefined && name.startsWith(`${owner}_${repository}_`)) return `${owner}/${repository}`;
  }
  const guessed = /^([^_]+)_(.+?-GGUF)_/i.exec(name);
  return guessed === null ? null : `${guessed[1]}/${guessed[2]}`;
};
