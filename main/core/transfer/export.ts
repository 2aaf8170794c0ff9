/**
 * Exports chats as a stream of text. One chat after another is read and written, so an export of any size needs the memory of one
 * chat, and the core handles other calls in between.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExportFormatId } from '../../shared/contract/transfer.ts';
import { exportFormats } from '../../shared/transfer/export-formats.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { exportWords } from '../../shared/words/export-texts.ts';
import { isDiskFull } from '../../system/disk-full.ts';
import { portableName } from '../../system/portable-name.ts';
import type { Db } from '../database/connection.ts';
import { allChatIds, readStoredChat } from './writing/stored-chat.ts';
import { writers } from './writing/writers.ts';

/** Pieces of text are joined until they have this many UTF-16 code units. */
const pieceLength = 64 * 1024;

/** After this many milliseconds, the core handles other calls. */
const sliceMs = 8;

export interface ExportJob {
  /** The suggested name of the file. */
  name: string;
  mediaType: string;
  /** The number of chats at the time of the call. */
  chats: number;
  /** The text, in pieces. A chat that is deleted while it is read is left out. */
  text: () => AsyncGenerator<string>;
}

/** Prepares an export of the chats `chatIds`, or of all chats with `null`. Throws `Refusal` if none of them exists. */
export const exportJob = (
  db: Db,
  chatIds: readonly string[] | null,
  format: ExportFormatId,
  version: string,
  now = Date.now(),
): ExportJob => {
  const { extension, mediaType } = exportFormats.find(({ id }) => id === format)!;
  const existing = allChatIds(db);
  const wanted = chatIds === null ? null : new Set(chatIds);
  const ids = wanted === null ? existing : existing.filter((id) => wanted.has(id));
  if (ids.length === 0) throw new Refusal(chatIds === null ? 'transfer.no-chats' : 'chats.gone');
  const title =
    ids.length === 1
      ? readTitle(db, ids[0]!)
      : exportWords.fileOfSeveral(new Date(now).toISOString().slice(0, 10));
  return {
    name: `${portableName(title) || exportWords.fileOfOne}.${extension}`,
    mediaType,
    chats: ids.length,
    text: async function* () {
      const writer = await writers[format]();
      let pieces: string[] = [];
      let length = 0;
      let turnAt = performance.now();
      const parts = function* (): Generator<string> {
        yield* writer.head({ version, chats: ids.length, exportedAt: now });
        for (const id of ids) {
          const chat = readStoredChat(db, id);
          if (chat !== null) yield* writer.chat(chat);
        }
        yield* writer.tail();
      };
      for (const piece of parts()) {
        pieces.push(piece);
        length += piece.length;
        if (length >= pieceLength) {
          yield pieces.join('');
          pieces = [];
          length = 0;
        }
        if (performance.now() - turnAt < sliceMs) continue;
        await nextTurn();
        turnAt = performance.now();
      }
      if (length > 0) yield pieces.join('');
    },
  };
};

const readTitle = (db: Db, id: string): string =>
  String(
    (db.prepare('SELECT title FROM chats WHERE id = ?').get(id) as { title: unknown } | undefined)?.title ??
      '',
  );

/** Writes an export to `path`. The file is complete or unchanged afterwards. Throws `Refusal` if it cannot be written. */
export const writeExport = async (job: ExportJob, path: string, signal: AbortSignal): Promise<void> => {
  const partial = `${path}.part`;
  try {
    await pipeline(Readable.from(job.text()), createWriteStream(partial, { mode: 0o600, flush: true }), {
      signal,
    });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (isDiskFull(error)) throw new Refusal('transfer.no-room', { path }, { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal('transfer.not-written', { path, reason: code ?? 'error' }, { cause: error });
  }
};
