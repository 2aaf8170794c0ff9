/** Remembers which models have read which documents, and says why a document is read again. */
import type { ReadAgainCause } from '../../shared/contract/documents.ts';
import type { CacheState } from '../../shared/engine/engine.ts';
import type { Db } from '../database/connection.ts';

export interface DocumentReads {
  /** Takes over what the loaded model has read. */
  note(modelId: string, cache: CacheState): void;
  /** The user removed the states from the disk. */
  cleared(): void;
  /** Why the loaded model reads a text although it was read before; `null` if no model has read the document yet. */
  why(documentId: string, version: string, modelId: string, cache: CacheState): ReadAgainCause | null;
}

interface Read {
  model_id: string;
  state_key: string;
  version: string;
  was_kept: number;
}

export const documentReadsIn = (db: Db): DocumentReads => {
  /** What is stored already, so that few reports of the cache lead to writes. */
  const noted = new Set<string>();
  return {
    note: (modelId, { documents, key }) => {
      for (const { where, documents: held } of documents)
        for (const { documentId, version } of held) {
          const wasKept = where === 'warm' ? 1 : 0;
          const read = [documentId, modelId, key, version, wasKept];
          if (version === null || noted.has(read.join())) continue;
          noted.add(read.join());
          db.prepare(
            `INSERT INTO document_reads (document_id, model_id, state_key, version, was_kept)
             SELECT id, ?, ?, ?, ? FROM documents WHERE id = ?
             ON CONFLICT DO UPDATE SET was_kept = max(was_kept, excluded.was_kept)`,
          ).run(modelId, key, version, wasKept, documentId);
        }
    },
    cleared: () => {
      noted.clear();
      db.prepare('UPDATE document_reads SET was_kept = 0').run();
    },
    why: (documentId, version, modelId, { documents, key }) => {
      let reads = db
        .prepare('SELECT model_id, state_key, version, was_kept FROM document_reads WHERE document_id = ?')
        .all(documentId) as Read[];
      if (reads.length === 0) return null;
      reads = reads.filter((one) => one.version === version);
      if (reads.length === 0) return 'changed';
      reads = reads.filter((one) => one.model_id === modelId);
      if (reads.length === 0) return 'other-model';
      reads = reads.filter((one) => one.state_key === key);
      if (reads.length === 0) return 'other-settings';
      const isHeld = documents.some((state) =>
        state.documents.some((one) => one.documentId === documentId && one.version === version),
      );
      if (isHeld) return 'elsewhere';
      return reads.some((one) => one.was_kept === 1) ? 'evicted' : 'not-kept';
    },
  };
};
