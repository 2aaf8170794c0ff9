/** Opens the library of documents and handles the calls about it. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { documentsCalls } from '../../shared/contract/documents.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { isPortableName } from '../../system/portable-name.ts';
import type { Log } from '../../system/log.ts';
import { dropBackups } from '../database/backups.ts';
import { emptyLog } from '../database/live-copy.ts';
import type { Db } from '../database/connection.ts';
import { attachedDocuments, type AttachedDocuments } from './attached.ts';
import { documentFilesIn } from './document-files.ts';
import { documentRowsIn, type StoredDocument } from './document-rows.ts';
import type { ReadDocument } from './extractions.ts';
import { openDocumentLibrary, type DocumentLibrary, type UploadedDocument } from './library.ts';
import { keepEmbeddings } from './index/embeddings.ts';
import { openPassageIndex } from './index/open-passages.ts';
import type { IndexedDocument } from './index/passage-index.ts';

interface Options {
  engine: Pick<Engine, 'can' | 'status'>;
  db: Db;
  dataFolder: string;
  read: ReadDocument;
  /** Whether an answer is running, from which indexing must not take time. */
  isBusy: () => boolean;
  /** Files and folders that a page has sent; see core/transfer/uploads.ts. */
  uploads: {
    take(ids: readonly string[]): { id: string; path: string; digest: string | null }[];
    remove(ids: readonly string[]): void;
  };
  /** What finding passages by their meaning needs; `null` if the engine cannot run embedding models. */
  embedding: Pick<Parameters<typeof keepEmbeddings>[0], 'work' | 'models' | 'isWanted'> | null;
  isOnBattery: () => boolean;
  /** These chats have messages with documents that were removed: their KV states have to go, too. */
  onRemoved: (documentIds: readonly string[], chatIds: readonly string[]) => void;
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  emit: Emit;
  log: Log;
}

export interface Documents {
  library: DocumentLibrary;
  /** What messages have of documents. */
  attached: AttachedDocuments;
  /** What the sync folder needs of the library. */
  synced: {
    /** The path of the file of a document. */
    original(id: string): string;
    /** Adds a file of this content, under this id and name, and extracts its text. */
    add(content: Buffer, id: string, name: string): Promise<void>;
    /** Removes documents that were removed on another machine. */
    remove(ids: readonly string[]): void;
  };
  /** Messages came or went: tells the windows of documents that are in more or fewer chats now. */
  messagesChanged(): void;
  calls: Pick<
    HandlersOf<typeof documentsCalls>,
    | 'documents'
    | 'addDocuments'
    | 'stopExtraction'
    | 'renewDocument'
    | 'recogniseDocument'
    | 'removeDocuments'
    | 'documentText'
    | 'documentBytes'
    | 'findPassages'
  >;
  close(): Promise<void>;
}

/** The chats of documents are counted so long after a change of messages, in ms: many come together. */
const countMs = 100;

export const openDocuments = (options: Options): Documents => {
  const { db, dataFolder, isBusy, uploads, refuseIfGone, emit, log } = options;
  const rows = documentRowsIn(db);
  const files = documentFilesIn(dataFolder, log);
  files.clean(new Set(rows.all().map(({ id }) => id)));
  const index = openPassageIndex({
    dataFolder,
    isBusy,
    onMove: (ids) => library.tell(ids),
    rankings: () => embeddings?.rankings() ?? [],
    reranker: () => embeddings?.reranker() ?? null,
    log,
  });
  const indexed = (document: StoredDocument | null): IndexedDocument[] => {
    if (document === null || document.facts === null) return [];
    const { id, name, digest, facts } = document;
    // Recognised pages change the text of the same file.
    const version = `${digest} ${facts.characters} ${facts.pages?.withText}`;
    return [{ id, name, version, kind: facts.kind, folder: files.folder(id) }];
  };
  const embeddings =
    options.embedding === null
      ? null
      : keepEmbeddings({
          ...options.embedding,
          vectors: index.vectors,
          textOf: (documentId, at, length) => {
            const document = rows.find(documentId);
            const text =
              document === null || document.facts === null ? null : files.text(documentId, document.facts);
            return text === null ? null : text.text.slice(at, at + length);
          },
          isHeldBack: () => isBusy() || options.isOnBattery(),
          log,
        });
  const library = openDocumentLibrary({
    rows,
    files,
    read: options.read,
    indexed: index.share,
    onText: (id) => indexed(rows.find(id)).forEach(index.add),
    onChange: (documents) => emit('documents.changed', { documents }),
    onRemoved: (ids, hadPassages) => {
      if (hadPassages) dropBackups(dataFolder);
      emptyLog(db);
      noteRemoved(db, ids);
      void index.remove(ids);
      options.onRemoved(ids, rows.chatsWith(ids));
      emit('documents.removed', { documentIds: [...ids] });
    },
    log,
  });
  index.keep(rows.all().flatMap(indexed));
  library.resume();
  let counts = rows.chatCounts();
  let counting: NodeJS.Timeout | null = null;

  return {
    library,
    synced: {
      original: (id) => join(files.folder(id), 'original'),
      add: async (content, id, name) => {
        const given = join(dataFolder, 'uploads', randomUUID());
        const path = join(given, isPortableName(name) ? name : 'document');
        const remove = (): void => rmSync(given, { recursive: true, force: true });
        mkdirSync(given, { recursive: true, mode: 0o700 });
        try {
          writeFileSync(path, content, { mode: 0o600 });
          await library.add(path, { digest: null, over: remove }, id);
        } catch (error) {
          remove();
          throw error;
        }
      },
      remove: (ids) => library.remove(ids),
    },
    attached: attachedDocuments(library, index, options.engine),
    messagesChanged: () => {
      counting ??= setTimeout(() => {
        counting = null;
        try {
          const now = rows.chatCounts();
          const changed = [...new Set([...counts.keys(), ...now.keys()])].filter(
            (id) => counts.get(id) !== now.get(id),
          );
          counts = now;
          library.tell(changed);
        } catch (error) {
          log.error('the chats of documents were not counted', error);
        }
      }, countMs).unref();
    },
    calls: {
      documents: () => {
        void library.look().catch((error: unknown) => log.error('documents were not looked at', error));
        return library.all();
      },
      addDocuments: async ({ paths, uploads: uploadIds }) => {
        refuseIfGone();
        const asked: { path: string; upload?: UploadedDocument }[] = paths.map((path) => ({ path }));
        for (const { id, path, digest } of uploads.take(uploadIds))
          asked.push({ path, upload: { digest, over: () => uploads.remove([id]) } });
        const added = [];
        const refused = [];
        for (const { path, upload } of asked)
          try {
            added.push(await library.add(path, upload));
          } catch (error) {
            upload?.over();
            if (!(error instanceof Refusal)) throw error;
            refused.push(error.told);
          }
        return { documents: added, refused };
      },
      stopExtraction: ({ documentId }) => {
        library.stop(documentId);
        // A document whose text was extracted before stays as it was.
        if (library.find(documentId)?.facts === null) library.remove([documentId]);
      },
      renewDocument: ({ documentId }) => {
        refuseIfGone();
        library.renew(documentId);
      },
      recogniseDocument: ({ documentId }) => {
        refuseIfGone();
        library.recognise(documentId);
      },
      removeDocuments: ({ documentIds }) => library.remove(documentIds),
      documentText: ({ documentId, at, length }) => {
        const { text, places } = library.text(documentId);
        const end = at + length;
        return {
          text: text.slice(at, end),
          places: places.filter((place) => place.at >= at && place.at < end),
          characters: text.length,
        };
      },
      documentBytes: ({ documentId, at, length }) => {
        const document = library.find(documentId);
        if (document === null) throw new Refusal('documents.gone');
        const found = library.bytes(documentId, at, length);
        if (found === null) throw new Refusal('documents.no-original', { name: document.name });
        return { bytes: found.bytes.toString('base64'), total: found.total };
      },
      findPassages: async ({ documentIds, query, most }) => {
        const found = await index.find(documentIds, query, most);
        return found.map((passage) => ({
          ...passage,
          text: library.text(passage.documentId).text.slice(passage.at, passage.at + passage.length),
        }));
      },
    },
    close: async () => {
      if (counting !== null) clearTimeout(counting);
      embeddings?.close();
      await library.close();
      await index.close();
    },
  };
};

/** For the sync folder (core/sync). No trigger does it, because a damaged row that is repaired away was removed by nobody. */
const noteRemoved = (db: Db, ids: readonly string[]): void => {
  const note = db.prepare(
    "INSERT INTO sync_changes SELECT 'document', ? WHERE EXISTS (SELECT 1 FROM sync_self)",
  );
  for (const id of ids) note.run(id);
};
