/** Finds the files in a place that may be models, by their names and folders. Opens none of them. */
import { whyUnreadable } from './answering.ts';
import { existsSync, readdirSync, realpathSync, statSync, type BigIntStats, type Dirent } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ModelOwner } from '../../shared/contract/library.ts';
import { stampOf } from '../../system/file-stamp.ts';
import type { Place } from './places.ts';
import { huggingFaceRevisions, huggingFaceSource, isHuggingFaceFolder } from './programs/hugging-face.ts';
import { janModelFiles, janSource } from './programs/jan.ts';
import { llamaCppSource } from './programs/llama-cpp.ts';
import { isOllamaFolder, readOllama } from './programs/ollama.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { provenancePath, readProvenance } from './provenance.ts';
import { quantizationOfName } from '../../shared/model/quantization.ts';
import { setOf } from '../../shared/gguf/split-name.ts';

/** A file that may be a model. */
export interface FoundFile {
  path: string;
  owner: ModelOwner;
  source: string | null;
  licence: string | null;
  /** Name to show if the header of the file has none. */
  title: string | null;
  /** Files of the same model or repository have a group in common. */
  groups: string[];
  /** Whether the file is outside the place that refers to it. */
  isReference: boolean;
  /**
   * When a partial download of this file, or of another part of the same model, was last written to, in ms since the epoch;
   * `null` if there is none beside it. The file itself may be complete nevertheless.
   */
  partialAt: number | null;
  bytes: number;
  changedAt: number;
  /** The same for the same file, whichever path leads to it. */
  identity: string;
  /** Changes if the content of the file may have changed. */
  stamp: string;
}

/** The result of looking through one place. */
export interface Walk {
  place: Place;
  files: FoundFile[];
  /** Whether the place exists. */
  isThere: boolean;
  /** Real paths, without links, of all folders that were read. */
  folders: string[];
  /** Why the place, or something in it, could not be read. */
  problem: Told | null;
}

/** Most levels of folders below the place itself. */
const mostDepth = 32;
/** Most folders in a place. The user may have added a whole disk. */
const mostFolders = 20_000;

/**
 * Endings of partial downloads. A download loses its ending when it is complete, so a file that has the name without the ending
 * is another file.
 */
const partialEnding =
  /\.(part|partial|tmp|temp|incomplete|crdownload|download|downloading|downloadInProgress|importing|!ut)$/i;
/** aria2 gives a download its final name and size at the start, and keeps this file beside it until it is complete. */
const controlEnding = /\.aria2$/i;
/** Folders that never contain models, among them the repositories of other kinds in Hugging Face's cache. */
const neverModels =
  /^\.|^(node_modules|\$RECYCLE\.BIN|System Volume Information|lost\+found)$|^(datasets|spaces|kernels)--/;

const isModelFile = (name: string): boolean => /\.gguf$/i.test(name) && !name.startsWith('.');

/** Whether a change of the file at this path can change the library. */
export const concernsLibrary = (path: string): boolean =>
  /\.gguf$|\.gguf\.aria2$|\.hearth\.json$|(^|[\\/])model\.yml$/i.test(path) ||
  /[\\/]manifests(-v2)?[\\/]/.test(path);

/** Looks through a place. Never throws: the first thing that could not be read is reported in `problem`. */
export const walk = (place: Place): Walk => {
  const result: Walk = { place, files: [], isThere: false, folders: [], problem: null };
  const root = statOf(place.path, result);
  if (root === null) return result;
  result.isThere = true;
  const rootPath = realPathOf(place.path);
  const visited = new Set<string>();

  const add = (path: string, more: Partial<FoundFile> = {}): void => {
    const found = statOf(path, result);
    if (!found?.isFile()) return;
    result.files.push({
      path,
      owner: place.owner,
      source: null,
      licence: null,
      title: null,
      groups: [dirname(path)],
      isReference: !isWithin(realPathOf(path), rootPath),
      partialAt: null,
      bytes: Number(found.size),
      changedAt: Number(found.mtimeNs / 1_000_000n),
      identity: identityOf(path, found),
      stamp: stampOf(found),
      ...more,
    });
  };

  /** Reads a folder once, however many links lead to it; `null` if it was read before or cannot be read. */
  const enter = (folder: string): Dirent[] | null => {
    const found = statOf(folder, result);
    if (found === null || visited.has(identityOf(folder, found))) return null;
    visited.add(identityOf(folder, found));
    if (visited.size > mostFolders) {
      result.problem ??= say('library.too-many-folders', { path: place.path, most: mostFolders });
      return null;
    }
    try {
      const entries = readdirSync(folder, { withFileTypes: true });
      result.folders.push(realPathOf(folder));
      return entries;
    } catch (error) {
      noteProblem(result, folder, error);
      return null;
    }
  };

  const visit = (folder: string, depth: number): void => {
    const entries = enter(folder);
    if (entries === null) return;
    const names = new Set(entries.map(({ name }) => name));
    if (isOllamaFolder(names)) return visitOllama(folder);
    if (place.janDataFolder !== null && names.has('model.yml'))
      for (const path of janModelFiles(folder, place.janDataFolder))
        if (!isWithin(path, folder))
          add(path, {
            ...detailsOf(place, folder, basename(path), names),
            groups: [folder],
            isReference: true,
          });
    /**
     * When files with this ending were last written to, in ms since the epoch, by the model that they belong to (see `setOf`).
     */
    const beside = (ending: RegExp): Map<string, number> =>
      new Map(
        [...names]
          .filter((name) => ending.test(name))
          .map((name) => [
            setOf(join(folder, name.replace(ending, ''))),
            Number(statOf(join(folder, name), result)?.mtimeMs ?? 0),
          ]),
      );
    const [partial, controlled] = [beside(partialEnding), beside(controlEnding)];
    for (const entry of entries) {
      const { name } = entry;
      if (neverModels.test(name)) continue;
      const path = join(folder, name);
      const isFolder = entry.isDirectory() || (!entry.isFile() && statOf(path, result)?.isDirectory());
      if (name.includes('\uFFFD') && (isFolder || isModelFile(name)) && !existsSync(path))
        result.problem ??= say('library.not-utf8', { name, folder });
      else if (isFolder) {
        if (isHuggingFaceFolder(name)) visitRepository(path);
        else if (depth < mostDepth) visit(path, depth + 1);
        else result.problem ??= say('library.too-deep', { path, folder: place.path, most: mostDepth });
      } else if (isModelFile(name)) {
        if (controlled.has(setOf(path))) result.problem ??= say('library.aria2-unfinished', { path });
        else
          add(path, {
            ...detailsOf(place, folder, name, names),
            partialAt: partial.get(setOf(path)) ?? null,
          });
      }
    }
  };

  const visitOllama = (folder: string): void => {
    const { models, folders } = readOllama(folder);
    result.folders.push(...folders.map(realPathOf));
    for (const { path: manifest, title, source, blobs } of models)
      for (const blob of blobs)
        add(blob, { owner: programOwner(place, 'ollama'), source, title, groups: [manifest] });
  };

  /** Adds the files of a repository in Hugging Face's cache, each in its newest downloaded revision. */
  const visitRepository = (repository: string): void => {
    if (enter(repository) === null || enter(join(repository, 'snapshots')) === null) return;
    const newest = new Set<string>();
    for (const revision of huggingFaceRevisions(repository)) {
      const look = (folder: string, depth: number): void => {
        for (const entry of enter(folder) ?? []) {
          const path = join(folder, entry.name);
          const inRevision = relative(revision, path);
          if (entry.isDirectory()) {
            if (depth < mostDepth) look(path, depth + 1);
          } else if (isModelFile(entry.name) && !newest.has(inRevision) && statOf(path, result)) {
            newest.add(inRevision);
            const source = huggingFaceSource(basename(repository));
            add(path, { owner: programOwner(place, 'hugging-face'), source, groups: [repository] });
          }
        }
      };
      look(revision, 0);
    }
  };

  if (place.isFile) {
    if (root.isFile()) add(place.path, detailsOf(place, dirname(place.path), basename(place.path), null));
  } else if (root.isDirectory()) visit(place.path, 0);
  return result;
};

/** Files in the layout of another program belong to that program, even in a folder that the user added. */
const programOwner = ({ owner }: Place, layout: ModelOwner): ModelOwner =>
  owner === 'user' || owner === 'hearth' ? layout : owner;

/**
 * Details of a file that follow from the layout of its place. `names`: all names in its folder; `null` if the folder was not
 * read.
 */
const detailsOf = (
  place: Place,
  folder: string,
  name: string,
  names: ReadonlySet<string> | null,
): Partial<FoundFile> => {
  const path = join(folder, name);
  const folders = relative(place.path, folder).split(sep).filter(Boolean);
  // Some repositories have a folder for each quantization, with the projector beside those folders.
  const groups = [folder, ...(quantizationOfName(basename(folder)) === null ? [] : [dirname(folder)])];
  switch (place.owner) {
    case 'lm-studio':
      return folders.length < 2
        ? { groups }
        : { source: `${folders[0]}/${folders[1]}`, groups: [join(place.path, folders[0]!, folders[1]!)] };
    case 'jan': {
      const source = janSource(folders);
      return { source, title: folders.at(-1) ?? null, groups };
    }
    case 'llama-cpp': {
      const source = llamaCppSource(folder, name, names ?? new Set());
      // All files are in one folder, so they are grouped by repository instead.
      return { source, groups: [source === null ? path : join(folder, source)] };
    }
    default: {
      const known = names?.has(basename(provenancePath(name))) === false ? null : readProvenance(path);
      return { source: known?.repository ?? repositoryIn(folders), licence: known?.licence ?? null, groups };
    }
  }
};

/**
 * Many users name their folders like the repositories on Hugging Face, and most repositories with GGUF files say so in their
 * names.
 */
const repositoryIn = (folders: readonly string[]): string | null => {
  const at = folders.findLastIndex((folder) => /gguf/i.test(folder));
  return at < 1 ? null : `${folders[at - 1]}/${folders[at]}`;
};

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The path with all links resolved; the path itself if it leads nowhere. */
export const realPathOf = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
};

/** Device and file number. Some file systems have no file numbers; there the real path takes their place. */
const identityOf = (path: string, { dev, ino }: BigIntStats): string =>
  ino === 0n ? realPathOf(path) : `${dev}:${ino}`;

/** The metadata of the file that a path leads to; `null` if it leads nowhere or cannot be read. */
const statOf = (path: string, result: Walk): BigIntStats | null => {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    noteProblem(result, path, error);
    return null;
  }
};

const noteProblem = (result: Walk, path: string, error: unknown): void => {
  const { code } = error as NodeJS.ErrnoException;
  // A file that was just deleted is no problem, and neither is a broken link.
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return;
  result.problem ??= whyUnreadable(path, error);
};
