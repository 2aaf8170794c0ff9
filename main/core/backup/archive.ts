/**
 * What a backup is: a zip archive (APPNOTE 6.3) with the database, the files of documents, models if they are wanted, and a manifest
 * with the size and the digest of every file. KV states, indexes and logs are not in it, and neither are the access token and other
 * secrets: they are made again or given again.
 */
import { z } from 'zod';
import { isPortableName } from '../../system/portable-name.ts';

export const manifestName = 'hearth-backup.json';
export const databaseName = 'hearth.db';

export const backupVersion = 1;

/** In bytes: paths and digests of a hundred thousand files. */
export const largestManifest = 64 * 1024 ** 2;
export const mostFiles = 200_000;

const fileForm = z.strictObject({
  path: z.string().min(1).max(1000),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackupFile = z.infer<typeof fileForm>;

const countsForm = z.strictObject({
  chats: z.int().min(0),
  messages: z.int().min(0),
  documents: z.int().min(0),
  models: z.int().min(0),
});

/** All that is known of an archive of a later version. */
export const versionForm = z.object({ hearth: z.literal('backup'), version: z.int().min(1) });

export const manifestForm = versionForm.extend({
  /** The version of Hearth. */
  writtenBy: z.string().max(100),
  /** Milliseconds since the epoch. */
  writtenAt: z.number(),
  counts: countsForm,
  files: z.array(fileForm).max(mostFiles),
});
export type Manifest = z.infer<typeof manifestForm>;

/** Whether a restore may write a file of this path into the data folder: the database, or a file of a document or of a model. */
export const isRestorable = (path: string): boolean => {
  if (path === databaseName) return true;
  const segments = path.split('/');
  return (
    (segments[0] === 'documents' || segments[0] === 'models') &&
    segments.length >= 2 &&
    segments.length <= 12 &&
    segments.every((segment) => segment.length <= 255 && isPortableName(segment))
  );
};
