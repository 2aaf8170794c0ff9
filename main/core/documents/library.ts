/** The library of documents: what is in it, and how it gets there and out of it. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DocumentInfo } from '../../shared/contract/documents.ts';
import type { DocumentText } from '../../shared/documents/document-text.ts';
import { visible } from '../../shared/format/visible-text.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Log } from '../../system/log.ts';
import type { DocumentFiles } from './document-files.ts';
import type { DocumentRows, StoredDocument } from './document-rows.ts';
import { createExtractions, readerLimits, type Extracted, type ReadDocument } from './extractions.ts';

/** UTF-16 code units; names are longer on no common file system. */
const longestName = 255;

interface Dependencies {
  rows: DocumentRows;
  files: DocumentFiles;
  read: ReadDocument;
  /** The share of a document's passages that are in the index. */
  indexed: (id: string) => number;
  /** The text of a document is new or another one. */
  onText: (id: string, text: DocumentText) => void;
  onChange: (documents: DocumentInfo[]) => void;
  /** These documents are in the library no longer. `hadPassages`: messages had passages of them, which are gone too. */
  onRemoved: (ids: readonly string[], hadPassages: boolean) => void;
  log: Log;
}

/** A document that a page has sent, and whose own path is not known. */
export interface UploadedDocument {
  /** SHA-256 of the files of a folder, in hex; `null` for a file. */
  digest: string | null;
  /** Called as soon as the files are no longer needed. */
  over: () => void;
}

export interface DocumentLibrary {
  all(): DocumentInfo[];
  find(id: string): StoredDocument | null;
  /** The text of a document. Throws `Refusal` if the document is gone or its text was not extracted. */
  text(id: string): DocumentText;
  /** Resolves when the extraction of a document's text is over, however it ended. */
  whenExtracted(id: string): Promise<void>;
  /**
   * Adds the file or folder at `path`; one that is in the library already is found by its path and its content. Rejects with `Refusal`
   * if there is no such file. `id`: of a document that another machine has under this id; it is found by it alone.
   */
  add(path: string, upload?: UploadedDocument, id?: string): Promise<DocumentInfo>;
  /** Goes on with the extractions that the last run of Hearth did not end. */
  resume(): void;
  /** Extracts the text again from the file at its path. */
  renew(id: string): void;
  /** Recognises the text of pages without text. */
  recognise(id: string): void;
  stop(id: string): void;
  /** Bytes of the original and its length; `null` if it cannot be read. */
  bytes: DocumentFiles['bytes'];
  remove(ids: readonly string[]): void;
  /** The chats with a message that has one of these documents. */
  chatsWith(ids: readonly string[]): string[];
  /** Documents became part of a prompt. */
  used(ids: readonly string[]): void;
  /** Tells the windows of these documents. */
  tell(ids: readonly string[]): void;
  /** Looks whether the files of documents are still those that were read, and tells the windows what has changed. */
  look(): Promise<void>;
  close(): Promise<void>;
}

export const openDocumentLibrary = (deps: Dependencies): DocumentLibrary => {
  const { rows, files, read, onChange, log } = deps;
  /** Whether the file at its path is another one by now, as of the last look. */
  const changed = new Map<string, boolean | null>();
  const infoOf = (document: StoredDocument, chats: ReadonlyMap<string, number>): DocumentInfo => {
    const { id, name, bytes, path, addedAt, usedAt, facts, problem } = document;
    return {
      id,
      name,
      bytes,
      path,
      addedAt,
      usedAt,
      extraction:
        extractions.state(id) ??
        (problem === null ? { state: facts === null ? 'waiting' : 'ready' } : { state: 'failed', problem }),
      facts,
      isChanged: path === null ? false : (changed.get(id) ?? false),
      indexed: facts === null ? 0 : deps.indexed(id),
      chats: chats.get(id) ?? 0,
    };
  };
  const infosOf = (ids: readonly string[]): DocumentInfo[] => {
    const counts = rows.chatCounts();
    return ids.flatMap((id) => {
      const document = rows.find(id);
      return document === null ? [] : [infoOf(document, counts)];
    });
  };
  const tell = (ids: readonly string[]): void => {
    const documents = infosOf(ids);
    if (documents.length > 0) onChange(documents);
  };
  const extractions = createExtractions(read, (id) => tell([id]), log);

  const change = (id: string, values: Partial<StoredDocument>): void => {
    const document = rows.find(id);
    if (document !== null) rows.change({ ...document, ...values });
  };
  const extracted = (id: string, { digest, bytes, stamp, facts }: Extracted): void => {
    const { path = null, digest: known = null } = rows.find(id) ?? {};
    change(id, {
      // A folder that was uploaded is found again by its files.
      digest: path === null && known !== null ? known : digest,
      bytes,
      modifiedAt: stamp === null ? null : Math.round(stamp.modifiedAt),
      facts,
      problem: null,
    });
    changed.delete(id);
    const text = files.text(id, facts);
    if (text !== null) deps.onText(id, text);
  };
  /** `path` can be that of an upload. */
  const extract = (id: string, name: string, path: string, onOver?: () => void): void =>
    extractions.add(id, {
      ...(onOver === undefined ? {} : { onOver }),
      job: () => ({ kind: 'read', path, name, folder: files.begin(id) }),
      onDone: (done) => {
        // The document may have been removed meanwhile.
        if (rows.find(id) !== null) {
          files.finish(id);
          extracted(id, done);
        } else files.giveUp(id);
      },
      onProblem: (problem) => {
        files.giveUp(id);
        // What was extracted before a renewal stays.
        if (rows.find(id)?.facts === null) change(id, { problem });
      },
    });

  const existing = (id: string): StoredDocument => {
    const document = rows.find(id);
    if (document === null) throw new Refusal('documents.gone');
    return document;
  };

  return {
    all: () => {
      const counts = rows.chatCounts();
      return rows.all().map((document) => infoOf(document, counts));
    },
    find: rows.find,
    text: (id) => {
      const { name, facts } = existing(id);
      const text = facts === null ? null : files.text(id, facts);
      if (text === null)
        throw new Refusal(
          extractions.state(id) === null ? 'documents.not-extracted' : 'documents.not-ready',
          { name },
        );
      return text;
    },
    whenExtracted: extractions.whenOver,
    add: async (asked, upload, given) => {
      const path = resolve(asked);
      const name = visible(basename(path)).slice(-longestName) || path;
      const found = await lookAt(path, name);
      const digest = found.isFolder ? (upload?.digest ?? null) : await digestOf(path, name);
      const now = Date.now();
      const own = upload === undefined ? path : null;
      const same =
        given !== undefined ? rows.find(given) : digest === null ? rows.at(path) : rows.withDigest(digest);
      const document: StoredDocument = same ?? {
        id: given ?? randomUUID(),
        name,
        path: own,
        digest,
        bytes: found.bytes,
        modifiedAt: found.modifiedAt,
        addedAt: now,
        usedAt: now,
        facts: null,
        problem: null,
      };
      const { id } = document;
      if (same === null) rows.add(document);
      else change(id, { usedAt: now, problem: null, path: same.path ?? own });
      // The files of a folder that is read in its place may have changed since.
      const isKnown = digest !== null && document.facts !== null;
      if (isKnown || extractions.state(id) !== null) upload?.over();
      else extract(id, name, path, upload?.over);
      tell([id]);
      return infosOf([id])[0]!;
    },
    resume: () => {
      for (const { id, name, path, facts, problem } of rows.all()) {
        if (facts !== null || problem !== null) continue;
        if (path === null) change(id, { problem: say('documents.reading-interrupted', { name }) });
        else extract(id, name, path);
      }
    },
    renew: (id) => {
      const { name, path } = existing(id);
      if (path === null) throw new Refusal('documents.no-original', { name });
      extract(id, name, path);
      tell([id]);
    },
    recognise: (id) => {
      const { name } = existing(id);
      extractions.add(id, {
        job: () => ({ kind: 'recognise', name, folder: files.folder(id) }),
        onDone: (done) => {
          files.forget(id);
          if (rows.find(id) !== null) extracted(id, { ...done, stamp: stampOf(rows.find(id)!) });
        },
        onProblem: (problem) => change(id, { problem }),
      });
      tell([id]);
    },
    bytes: files.bytes,
    stop: (id) => {
      extractions.stop(id);
      tell([id]);
    },
    remove: (ids) => {
      for (const id of ids) extractions.stop(id);
      const hadPassages = rows.remove(ids);
      files.remove(ids);
      deps.onRemoved(ids, hadPassages);
    },
    chatsWith: rows.chatsWith,
    used: (ids) => {
      const now = Date.now();
      for (const id of ids) change(id, { usedAt: now });
      tell(ids);
    },
    tell,
    look: async () => {
      const moved: string[] = [];
      for (const { id, path, modifiedAt, bytes } of rows.all()) {
        if (path === null || modifiedAt === null) continue;
        const now = await stat(path).catch(() => null);
        const isOther = now === null ? null : Math.round(now.mtimeMs) !== modifiedAt || now.size !== bytes;
        if ((changed.get(id) ?? false) === isOther) continue;
        changed.set(id, isOther);
        moved.push(id);
      }
      tell(moved);
    },
    close: extractions.close,
  };
};

const stampOf = ({ modifiedAt, bytes }: StoredDocument): Extracted['stamp'] =>
  modifiedAt === null ? null : { modifiedAt, bytes };

interface Found {
  isFolder: boolean;
  bytes: number;
  modifiedAt: number | null;
}

/** Refuses what is no file and no folder before anything opens it: reading a pipe or a device may never end. */
const lookAt = async (path: string, name: string): Promise<Found> => {
  const found = await stat(path).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'ENOTDIR'
      ? new Refusal('documents.no-such-file', { path })
      : new Refusal('documents.cannot-read', { name, reason: code ?? String(error) });
  });
  if (found.isDirectory()) return { isFolder: true, bytes: 0, modifiedAt: null };
  if (!found.isFile()) throw new Refusal('documents.not-a-file', { name });
  if (found.size > readerLimits.bytes)
    throw new Refusal('documents.too-large', { name, bytes: found.size, most: readerLimits.bytes });
  return { isFolder: false, bytes: found.size, modifiedAt: Math.round(found.mtimeMs) };
};

/** SHA-256 in hex. */
const digestOf = async (path: string, name: string): Promise<string> => {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal('documents.cannot-read', { name, reason: code ?? String(error) });
  }
  return hash.digest('hex');
};
