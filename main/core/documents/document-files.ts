/**
 * The files of documents: a folder for each in the folder `documents`, with the copy of the original, the extracted text and the places
 * in it. They are outside the database, because a text can have megabytes.
 */
import { closeSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentFacts } from '../../shared/contract/documents.ts';
import type { DocumentText } from '../../shared/documents/document-text.ts';
import type { Log } from '../../system/log.ts';
import { readText } from './index/stored-text.ts';

/** UTF-16 code units of texts that are kept in memory, because each prompt of a chat needs them. */
const mostKept = 30_000_000;

/** The end of the name of a folder in which a text is being extracted. */
const unfinished = '.new';

export interface DocumentFiles {
  /** Makes an empty folder in which the text of a document can be extracted, and returns its path. */
  begin(id: string): string;
  /** The text in that folder is that of the document from now on. */
  finish(id: string): void;
  /** Removes that folder. */
  giveUp(id: string): void;
  /** The folder with the files of a document. */
  folder(id: string): string;
  remove(ids: readonly string[]): void;
  /** The text of a document; `null` if its files cannot be read. */
  text(id: string, facts: DocumentFacts): DocumentText | null;
  /** The text was extracted again. */
  forget(id: string): void;
  /** Bytes of the original and its length; `null` if it cannot be read. */
  bytes(id: string, at: number, length: number): { bytes: Buffer; total: number } | null;
  /** Removes the folders of documents that are not in the library, and those of extractions that did not end. */
  clean(known: ReadonlySet<string>): void;
}

export const documentFilesIn = (dataFolder: string, log: Log): DocumentFiles => {
  const all = join(dataFolder, 'documents');
  const folder = (id: string): string => join(all, id);
  /** The texts that were read last, the last one at the end. */
  const kept = new Map<string, DocumentText>();
  const drop = (path: string): void => {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      log.error(`the files of a document cannot be removed: ${path}`, error);
    }
  };
  const keep = (id: string, text: DocumentText): void => {
    kept.delete(id);
    kept.set(id, text);
    let length = [...kept.values()].reduce((sum, one) => sum + one.text.length, 0);
    for (const [other, { text: its }] of kept) {
      if (length <= mostKept || other === id) return;
      kept.delete(other);
      length -= its.length;
    }
  };
  return {
    folder,
    begin: (id) => {
      const path = folder(id) + unfinished;
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true, mode: 0o700 });
      return path;
    },
    finish: (id) => {
      kept.delete(id);
      rmSync(folder(id), { recursive: true, force: true });
      renameSync(folder(id) + unfinished, folder(id));
    },
    giveUp: (id) => drop(folder(id) + unfinished),
    remove: (ids) => {
      for (const id of ids) {
        kept.delete(id);
        drop(folder(id));
        drop(folder(id) + unfinished);
      }
    },
    text: (id, { kind, pages, remarks }) => {
      const known = kept.get(id);
      if (known !== undefined) {
        keep(id, known);
        return known;
      }
      try {
        const read: DocumentText = { kind, ...readText(folder(id)), pages, remarks };
        keep(id, read);
        return read;
      } catch (error) {
        log.error('the text of a document cannot be read', error);
        return null;
      }
    },
    forget: (id) => void kept.delete(id),
    bytes: (id, at, length) => {
      try {
        const path = join(folder(id), 'original');
        const { size } = statSync(path);
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
        const file = openSync(path, 'r');
        try {
          const read = readSync(file, bytes, 0, bytes.length, at);
          return { bytes: bytes.subarray(0, read), total: size };
        } finally {
          closeSync(file);
        }
      } catch (error) {
        log.error('the original of a document cannot be read', error);
        return null;
      }
    },
    clean: (known) => {
      let names: string[] = [];
      try {
        names = readdirSync(all);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          log.error('the folder of documents cannot be read', error);
      }
      for (const name of names) if (!known.has(name)) drop(join(all, name));
    },
  };
};
