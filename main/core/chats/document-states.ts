/** The KV states of documents: what they cost, where they are, and reading documents ahead. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { documentsCalls, DocumentState } from '../../shared/contract/documents.ts';
import { documentOwner, ownedDocument } from '../../shared/engine/document-owner.ts';
import { emptyCache, type Engine, type PreparedPrompt, type PromptOf } from '../../shared/engine/engine.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import type { AttachedDocuments } from '../documents/attached.ts';
import { documentCosts } from '../documents/costs.ts';
import type { EngineQueue } from '../engines/queue.ts';
import { knownModels } from './known-models.ts';
import { createReadingAhead } from './reading-ahead.ts';
import { documentSnapshots } from './snapshot-files.ts';
import type { Store } from './store.ts';

interface Dependencies {
  db: Db;
  store: Store;
  engine: Engine;
  queue: EngineQueue;
  /** The folder of snapshots. */
  snapshots: string;
  attached: Pick<AttachedDocuments, 'wholeText' | 'inOrder' | 'draftOf'>;
  /** The prompt of a new chat, before its first message. */
  newPrompt: () => PromptOf;
  /** The tokens of a chat's prompt so far; an estimate. */
  chatTokens: (chatId: string) => number;
  /** Removes the KV states of these owners from memory and disk. */
  forget: (owners: readonly string[]) => void;
  isOnBattery: () => boolean;
  /** Nothing is left to read ahead. */
  onEnd: () => void;
  emit: Emit;
  log: Log;
}

export interface DocumentStates {
  calls: Pick<
    HandlersOf<typeof documentsCalls>,
    'documentCosts' | 'documentStates' | 'readAhead' | 'stopReadingAhead'
  >;
  /** These documents are gone; the chats have messages with them, so that their states hold the text, too. */
  removed(documentIds: readonly string[], chatIds: readonly string[]): void;
  close(): void;
}

export const watchDocumentStates = (deps: Dependencies): DocumentStates => {
  const { db, engine, attached, newPrompt, snapshots, emit } = deps;
  const costs = documentCosts(deps);

  /** The beginning of a new chat up to the end of the document. */
  const promptOf = (documentId: string): PreparedPrompt | null => {
    const { messages, thinking } = newPrompt();
    const { text, pieces } = attached.draftOf([{ documentId, mode: 'whole' }], '');
    if (pieces === undefined) return null;
    return {
      messages: [...messages, { id: null, role: 'user', text, pieces, reasoning: '', tokens: null }],
      thinking,
      upToDocument: documentId,
    };
  };
  const ahead = createReadingAhead({
    ...deps,
    promptOf,
    onChange: (readingAhead) => emit('readingAhead.changed', { readingAhead }),
  });

  const statesNow = (): DocumentState[] => {
    const loaded = engine.status.model?.id ?? null;
    const names = knownModels(db);
    const onDisk = documentSnapshots(snapshots).map(({ modelId, ...state }): DocumentState => {
      const isOfLoaded = modelId === loaded;
      const modelName = isOfLoaded ? (engine.status.modelName ?? '') : (names.get(modelId)?.name ?? '');
      return { ...state, modelName, isOfLoaded };
    });
    const known = new Set(onDisk.flatMap(({ documentId, isOfLoaded }) => (isOfLoaded ? [documentId] : [])));
    const { chats } = engine.can.cache?.now ?? emptyCache;
    const inMemory = chats.flatMap(({ chatId, where, tokens }): DocumentState[] => {
      const documentId = ownedDocument(chatId);
      if (documentId === null || where !== 'hot' || known.has(documentId)) return [];
      const modelName = engine.status.modelName ?? '';
      return [{ documentId, modelName, isOfLoaded: true, tokens, bytes: 0, usedAt: Date.now() }];
    });
    return [...onDisk, ...inMemory];
  };

  return {
    calls: {
      documentCosts: ({ chatId, attached: documents }) => costs.of(chatId, documents),
      documentStates: statesNow,
      readAhead: ({ documentIds, night }) => {
        if (engine.can.cache === null) throw new Refusal('documents.no-states');
        // What cannot be read is said at once.
        for (const documentId of documentIds) attached.wholeText(documentId);
        ahead.add(documentIds, night);
      },
      stopReadingAhead: () => ahead.stop(),
    },
    removed: (documentIds, chatIds) => {
      ahead.removed(documentIds);
      deps.forget([...documentIds.map(documentOwner), ...chatIds]);
    },
    close: () => ahead.close(),
  };
};
