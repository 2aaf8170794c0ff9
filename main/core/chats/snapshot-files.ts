/**
 * Measures and removes the snapshots on disk, even if no engine runs. Their file names begin with the id of the chat; see
 * engine/cache/snapshots.ts.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SnapshotUsage } from '../../shared/contract/cache.ts';
import { ownedDocument } from '../../shared/engine/document-owner.ts';

/** The folder of snapshots, which is created if it is missing. A file with its name is renamed, since it is not Hearth's. */
export const snapshotFolder = (dataFolder: string): string => {
  const folder = join(dataFolder, 'kv');
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) renameSync(folder, `${folder}-moved-${Date.now()}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

/** The names of all files that belong to snapshots; empty if the folder is missing. */
const snapshotsIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => /\.(state|json|trying|tmp)$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
};

export const snapshotUsage = (folder: string): SnapshotUsage => {
  let bytes = 0;
  let count = 0;
  for (const name of snapshotsIn(folder)) {
    // The engine may remove a file at any moment.
    bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    if (name.endsWith('.json')) count += 1;
  }
  return { bytes, count };
};

/** The owner of the state to which a file belongs. */
const ownerOf = (name: string): string => name.slice(0, name.indexOf('.'));

/**
 * Removes every state that contains one of these documents, of all chats and all models. The running engine removes the states whose
 * description it has not written yet.
 */
export const removeSnapshotsWith = (folder: string, documentIds: readonly string[]): void => {
  const gone = documentIds.map((documentId) => JSON.stringify({ documentId }).slice(1, -1));
  for (const name of snapshotsIn(folder)) {
    const description = /\.(json|tmp)$/.exec(name);
    if (description === null) continue;
    const path = join(folder, name);
    try {
      const written = readFileSync(path, 'utf8');
      if (!gone.some((one) => written.includes(one))) continue;
    } catch {
      // The engine has removed it meanwhile.
      continue;
    }
    const stem = path.slice(0, -description[1]!.length);
    for (const kind of ['json', 'state', 'trying', 'tmp']) rmSync(stem + kind, { force: true });
  }
};

/**
 * Removes the snapshots of the chats for which `isGone` returns true, by default of all. A folder that is named like a snapshot
 * is removed too.
 */
export const removeSnapshots = (folder: string, isGone: (chatId: string) => boolean = () => true): void => {
  for (const name of snapshotsIn(folder))
    if (isGone(ownerOf(name))) rmSync(join(folder, name), { force: true, recursive: true });
};

/** A KV state of documents on disk. */
export interface DocumentSnapshot {
  /** The documents that it holds, in their order. */
  documentIds: string[];
  /** The identity of the model that it belongs to. */
  modelId: string;
  tokens: number;
  /** Bytes. */
  bytes: number;
  /** When it was last used, in ms since the epoch. */
  usedAt: number;
}

const description = z.object({
  model: z.string(),
  tokens: z.string(),
  bytes: z.number(),
  spans: z.array(
    z.object({ documentId: z.string().optional(), isPart: z.boolean().optional(), end: z.number() }),
  ),
});

/** The states of documents of all models. A description that cannot be read is left out. */
export const documentSnapshots = (folder: string): DocumentSnapshot[] =>
  snapshotsIn(folder).flatMap((name) => {
    if (!name.endsWith('.json') || ownedDocument(ownerOf(name)) === null) return [];
    try {
      const path = join(folder, name);
      const { data } = description.safeParse(JSON.parse(readFileSync(path, 'utf8')));
      if (data === undefined) return [];
      // Base64 of 32-bit numbers.
      const tokens = Math.floor(Buffer.byteLength(data.tokens, 'base64') / 4);
      const documentIds = data.spans.flatMap(({ documentId, isPart, end }) =>
        documentId === undefined || isPart || end > tokens ? [] : [documentId],
      );
      const { model: modelId, bytes } = data;
      // The reading of a document that was interrupted is continued later.
      return documentIds.length === 0
        ? []
        : [{ documentIds, modelId, tokens, bytes, usedAt: statSync(path).mtimeMs }];
    } catch {
      // The engine has removed it meanwhile, or it is damaged: the engine will remove it.
      return [];
    }
  });
