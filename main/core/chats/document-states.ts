/** The KV states of documents: what they cost, where they are, and reading documents ahead. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type {
  DocumentCost,
  documentsCalls,
  DocumentState,
  ReadAgainCause,
} from '../../shared/contract/documents.ts';
import { documentOwner, ownedDocument } from '../../shared/engine/document-owner.ts';
import { emptyCache, type Engine, type PreparedPrompt } from '../../shared/engine/engine.ts';
import { charactersPerToken } from '../../shared/message/parts.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import type { AttachedDocuments } from '../documents/attached.ts';
import { documentCosts } from '../documents/costs.ts';
import { documentReadsIn } from '../documents/document-reads.ts';
import type { EngineQueue } from '../engines/queue.ts';
import { knownModels } from './known-models.ts';
import { createReadingAhead } from './reading-ahead.ts';
import type { Prompts } from './prompts.ts';
import { documentSnapshots } from './snapshot-files.ts';
import type { Store } from './store.ts';

interface Dependencies {
  db: Db;
  store: Store;
  engine: Engine;
  queue: EngineQueue;
  /** The folder of snapshots. */
  snapshots: string;
  attached: Pick<AttachedDocuments, 'wholeText' | 'weigh' | 'draftOf' | 'version'>;
  /** See `Prompts`. */
  before: Prompts['before'];
  /** The tokens of a chat's prompt so far; an estimate. */
  chatTokens: (chatId: string) => number;
  /** Removes the KV states of these owners from memory and disk, and all that hold a document among them. */
  forget: (owners: readonly string[]) => void;
  isOnBattery: () => boolean;
  /** Whether `isOnBattery` is more than an assumption. */
  knowsPower: boolean;
  /** The name of a document; `null` if it is gone. */
  nameOf: (documentId: string) => string | null;
  /** Bytes that all states may take on disk. */
  budget: () => number;
  /** The model is used, so that it is not unloaded meanwhile. */
  onUsed: () => void;
  /** Tells the user something once. */
  tell: (told: Told) => void;
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
  /** Why the loaded model reads a document again; `null` if no model has read it yet, or if it is gone. */
  whyAgain(documentId: string): ReadAgainCause | null;
  /** The user removed all states from the disk. */
  cleared(): void;
  /** These documents are gone; the chats have messages with them, so that their states hold the text, too. */
  removed(documentIds: readonly string[], chatIds: readonly string[]): void;
  close(): void;
}

export const watchDocumentStates = (deps: Dependencies): DocumentStates => {
  const { db, engine, attached, before, chatTokens, snapshots, emit, log } = deps;
  const { cache } = engine.can;
  const reads = documentReadsIn(db);
  const whyAgain = (documentId: string): ReadAgainCause | null => {
    const modelId = engine.status.model?.id ?? null;
    if (modelId === null || cache === null) return null;
    try {
      return reads.why(documentId, attached.version(documentId), modelId, cache.now);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error('why a document is read again is not known', error);
      return null;
    }
  };
  const costs = documentCosts({ engine, attached, whyAgain });

  /** The states as they were told last, without what changes with every use. */
  let told = '';
  cache?.listen({
    onCache: (now) => {
      const modelId = engine.status.model?.id ?? null;
      try {
        if (modelId !== null) reads.note(modelId, now);
      } catch (error) {
        log.error('which documents were read was not stored', error);
      }
      const states = JSON.stringify(
        now.documents.map(({ owner, where, documents }) => [owner, where, documents]),
      );
      if (states === told) return;
      told = states;
      emit('documentStates.changed', {});
    },
    onDraft: () => undefined,
    onCounted: () => undefined,
  });

  /** The beginning of a new chat up to the end of the document. */
  const promptOf = (documentId: string): PreparedPrompt | null => {
    const { messages, thinking } = before(null);
    const { text, pieces } = attached.draftOf([{ documentId, mode: 'whole' }], '');
    if (pieces === undefined) return null;
    return {
      messages: [...messages, { id: null, role: 'user', text, pieces, reasoning: '', tokens: null }],
      thinking,
      upToDocument: documentId,
    };
  };
  const nameOf = (documentId: string): string => deps.nameOf(documentId) ?? '';
  const ahead = createReadingAhead({
    ...deps,
    promptOf,
    isRead: (documentId) =>
      (cache?.now ?? emptyCache).documents.some(({ documents }) =>
        documents.some((one) => one.documentId === documentId),
      ),
    tell: (documentId, why) => deps.tell(say('documents.not-read-ahead', { name: nameOf(documentId), why })),
    onChange: (readingAhead) => emit('readingAhead.changed', { readingAhead }),
  });
  /** What a document costs at the beginning of a new chat. */
  const costAlone = async (documentId: string): Promise<DocumentCost> => {
    const place = { before: before(null), tokens: 0 };
    const [cost] = await costs(place, [{ documentId, mode: 'whole' }]);
    return cost!;
  };
  /** Says what cannot be read or kept before anything is read. */
  const refuseInVain = async (documentIds: readonly string[]): Promise<void> => {
    let bytes = 0;
    for (const documentId of documentIds) {
      const { fits, tokens, room, kvBytes } = await costAlone(documentId);
      if (!fits && room !== null)
        throw new Refusal('documents.too-long-ahead', { name: nameOf(documentId), tokens, room });
      bytes += kvBytes ?? 0;
    }
    const budget = deps.budget();
    if (bytes > budget)
      throw new Refusal('documents.over-budget', { documents: documentIds.length, bytes, budget });
  };

  /** What the loaded model has; the states of other models are known from the disk alone. */
  const statesNow = (): DocumentState[] => {
    const loaded = engine.status.model?.id ?? null;
    const names = knownModels(db);
    const ofOthers = documentSnapshots(snapshots).flatMap(({ modelId, ...state }): DocumentState[] => {
      const modelName = names.get(modelId)?.name ?? '';
      return modelId === loaded ? [] : [{ ...state, modelName, isOfLoaded: false, isOfChat: false }];
    });
    const { documents } = cache?.now ?? emptyCache;
    const ofLoaded = documents.flatMap(
      ({ owner, tokens, bytes, usedAt, documents: its }): DocumentState[] => {
        const last = its.findLastIndex(({ isStart }) => isStart);
        const documentIds = its.slice(0, last + 1).map(({ documentId }) => documentId);
        const isOfChat = ownedDocument(owner) === null;
        const modelName = engine.status.modelName ?? '';
        const state = { documentIds, modelName, isOfLoaded: true, isOfChat, tokens, bytes, usedAt };
        return last < 0 ? [] : [state];
      },
    );
    return [...worthTelling(ofLoaded), ...ofOthers];
  };

  return {
    calls: {
      documentCosts: ({ chatId, attached: documents }) => {
        const place = before(chatId);
        const characters = place.messages.reduce((sum, { text }) => sum + text.length, 0);
        const tokens = chatId === null ? characters / charactersPerToken : chatTokens(chatId);
        return costs({ before: place, tokens }, documents);
      },
      documentStates: statesNow,
      readAhead: async ({ documentIds, night }) => {
        if (cache === null) throw new Refusal('documents.no-states');
        // What cannot be read is said at once.
        for (const documentId of documentIds) attached.wholeText(documentId);
        await refuseInVain(documentIds);
        ahead.add(documentIds, night);
      },
      stopReadingAhead: () => ahead.stop(),
    },
    whyAgain,
    cleared: reads.cleared,
    removed: (documentIds, chatIds) => {
      ahead.removed(documentIds);
      // A draft with one of them may be read now.
      cache?.dropDraft();
      deps.forget([...documentIds.map(documentOwner), ...chatIds]);
    },
    close: () => ahead.close(),
  };
};

/** One state for the same documents: their own rather than that of a chat, and one on the disk rather than in memory. */
const worthTelling = (states: readonly DocumentState[]): DocumentState[] => {
  const best = new Map<string, DocumentState>();
  const rank = ({ isOfChat, bytes }: DocumentState): number => (isOfChat ? 0 : 2) + (bytes > 0 ? 1 : 0);
  for (const state of states) {
    const key = state.documentIds.join();
    const known = best.get(key);
    if (known === undefined || rank(state) > rank(known)) best.set(key, state);
  }
  return [...best.values()];
};
