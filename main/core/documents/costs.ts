/** Predicts what documents in a draft cost the loaded model. */
import type { Attached, DocumentCost, ReadState } from '../../shared/contract/documents.ts';
import { documentOwner } from '../../shared/engine/document-owner.ts';
import { emptyCache, type CacheState, type Engine, type PromptOf } from '../../shared/engine/engine.ts';
import { charactersPerToken } from '../../shared/message/parts.ts';
import { passageTokens, type AttachedDocuments } from './attached.ts';

/** Tokens that are left for a question of some length and for the marks of the template. */
const questionTokens = 200;

/** Bits per number of the KV cache, by precision: `KvPrecision` in shared/contract/engine.ts. */
const kvBits = { f16: 16, q8_0: 8.5 };

interface Dependencies {
  engine: Engine;
  attached: Pick<AttachedDocuments, 'wholeText' | 'inOrder'>;
  /** The tokens of a chat's prompt so far; an estimate. */
  chatTokens: (chatId: string) => number;
  /** The prompt of a new chat, before its first message. */
  newPrompt: () => PromptOf;
}

export interface DocumentCosts {
  of(chatId: string | null, attached: readonly Attached[]): Promise<DocumentCost[]>;
  /** Where the loaded model has what it read of a document. */
  state(documentId: string): ReadState;
}

export const documentCosts = ({ engine, attached, chatTokens, newPrompt }: Dependencies): DocumentCosts => {
  const { cache } = engine.can;
  const cacheNow = (): CacheState => cache?.now ?? emptyCache;

  const kvBytesPerToken = (): number | null => {
    const { bytesPerToken } = cacheNow();
    if (bytesPerToken > 0) return bytesPerToken;
    const { model } = engine.status;
    if (model === null || model.kvSavingBytes === 0) return null;
    const ofF16 = (model.kvSavingBytes * kvBits.f16) / (kvBits.f16 - kvBits.q8_0) / model.contextLength;
    return (ofF16 * kvBits[engine.config?.kvPrecision ?? 'f16']) / kvBits.f16;
  };
  const tokensBefore = (chatId: string | null): number =>
    chatId === null
      ? newPrompt().messages.reduce((sum, { text }) => sum + text.length, 0) / charactersPerToken
      : chatTokens(chatId);
  const state = (documentId: string): ReadState => {
    const held = cacheNow().chats.find(({ chatId }) => chatId === documentOwner(documentId));
    if (held === undefined) return { where: 'cold' };
    return held.where === 'hot' ? { where: 'hot' } : { where: 'warm', restoreMs: held.restoreMs };
  };

  return {
    state,
    of: async (chatId, asked) => {
      const documents = attached.inOrder(asked);
      const texts = documents.map(({ documentId }) => ({ documentId, text: attached.wholeText(documentId) }));
      const counted = (await cache?.countDocuments(texts)) ?? null;
      const tokens = texts.map(
        ({ text }, nth) => counted?.[nth] ?? Math.ceil(text.length / charactersPerToken),
      );
      const { model } = engine.status;
      const room =
        model === null
          ? null
          : Math.max(
              0,
              Math.floor(model.contextLength - model.answerReserve - questionTokens - tokensBefore(chatId)),
            );
      const hasPassages = documents.some(({ mode }) => mode === 'passages');
      const forPassages = hasPassages ? passageTokens(model?.contextLength ?? null) : 0;
      const perToken = kvBytesPerToken();
      const { prefillSpeed } = cacheNow();
      const whole = documents.map(({ mode }, nth) => (mode === 'whole' ? tokens[nth]! : 0));
      const all = whole.reduce((sum, one) => sum + one, 0);
      return documents.map(({ documentId }, nth): DocumentCost => {
        const others = all - whole[nth]!;
        const left = room === null ? null : Math.max(0, room - others - forPassages);
        return {
          documentId,
          tokens: tokens[nth]!,
          isCounted: counted !== null,
          prefillMs: prefillSpeed === null ? null : (tokens[nth]! * 1000) / prefillSpeed,
          kvBytes: perToken === null ? null : Math.round(tokens[nth]! * perToken),
          fits: left === null || tokens[nth]! <= left,
          room: left,
          // A kept state is the beginning of a chat: no other document precedes it there.
          state: chatId === null && nth === 0 ? state(documentId) : { where: 'cold' },
        };
      });
    },
  };
};
