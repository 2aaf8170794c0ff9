/** Predicts what documents in a draft cost the loaded model. */
import type { Attached, DocumentCost, ReadAgainCause, ReadState } from '../../shared/contract/documents.ts';
import { emptyCache, type Engine, type Weighed } from '../../shared/engine/engine.ts';
import { charactersPerToken } from '../../shared/message/parts.ts';
import { msToPrefill } from '../../shared/speed/pace.ts';
import { passageTokens, type AttachedDocuments, type Before } from './attached.ts';

/** Tokens that are left for a question of some length and for the marks of the template. */
const questionTokens = 200;

/** Bits per number of the KV cache, by precision: `KvPrecision` in shared/contract/engine.ts. */
const kvBits = { f16: 16, q8_0: 8.5 };

interface Dependencies {
  engine: Engine;
  attached: Pick<AttachedDocuments, 'wholeText' | 'weigh'>;
  /** Why a document is read again; `null` if it was not read before. */
  whyAgain: (documentId: string) => ReadAgainCause | null;
}

/** What precedes the documents, and the tokens of it; an estimate. */
interface Place {
  before: Before;
  tokens: number;
}

export const documentCosts =
  ({ engine, attached, whyAgain }: Dependencies) =>
  async (place: Place, asked: readonly Attached[]): Promise<DocumentCost[]> => {
    const { cache } = engine.can;
    const whole = await attached.weigh(
      place.before,
      asked.filter(({ mode }) => mode === 'whole'),
    );
    const orderOf = ({ documentId, mode }: Attached): number =>
      mode === 'passages'
        ? asked.length
        : (whole?.documents.findIndex((one) => one.documentId === documentId) ?? 0);
    const documents = asked.toSorted((one, other) => orderOf(one) - orderOf(other));
    const weighedOf = ({ documentId, mode }: Attached): Weighed['documents'][number] | undefined =>
      mode === 'whole' ? whole?.documents.find((one) => one.documentId === documentId) : undefined;
    const texts = documents.map(({ documentId }) => ({ documentId, text: attached.wholeText(documentId) }));
    // Those that were weighed are counted.
    const isAllWeighed = documents.every((one) => weighedOf(one) !== undefined);
    const counted = isAllWeighed ? null : ((await cache?.countDocuments(texts)) ?? null);
    const isCounted = isAllWeighed || counted !== null;
    const tokens = documents.map(
      (one, nth) =>
        weighedOf(one)?.tokens ?? counted?.[nth] ?? Math.ceil(texts[nth]!.text.length / charactersPerToken),
    );
    const { model } = engine.status;
    const room =
      model === null
        ? null
        : Math.max(0, Math.floor(model.contextLength - model.answerReserve - questionTokens - place.tokens));
    const hasPassages = documents.some(({ mode }) => mode === 'passages');
    const forPassages = hasPassages ? passageTokens(model?.contextLength ?? null) : 0;
    const perToken = kvBytesPerToken(engine);
    const { pace } = cache?.now ?? emptyCache;
    const inWhole = documents.map(({ mode }, nth) => (mode === 'whole' ? tokens[nth]! : 0));
    const all = inWhole.reduce((sum, one) => sum + one, 0);
    const stateOf = (one: Attached): ReadState => {
      const weighed = weighedOf(one);
      if (whole !== null && weighed !== undefined && weighed.cachedTokens >= weighed.tokens)
        return whole.where === 'hot' ? { where: 'hot' } : { where: 'warm', restoreMs: whole.restoreMs };
      const again = whyAgain(one.documentId);
      return { where: 'cold', ...(again === null ? {} : { again }) };
    };
    return documents.map((one, nth): DocumentCost => {
      const others = all - inWhole[nth]!;
      const left = room === null ? null : Math.max(0, room - others - forPassages);
      const state = stateOf(one);
      const cached = state.where === 'cold' ? (weighedOf(one)?.cachedTokens ?? 0) : 0;
      return {
        documentId: one.documentId,
        tokens: tokens[nth]!,
        isCounted,
        prefillMs: pace === null ? null : msToPrefill(pace, cached, tokens[nth]!),
        kvBytes: perToken === null ? null : Math.round(tokens[nth]! * perToken),
        fits: left === null || tokens[nth]! <= left,
        room: left,
        state,
      };
    });
  };

/** `null` until the model is known, and if it has no figures. */
const kvBytesPerToken = ({ can, status: { model }, config }: Engine): number | null => {
  const { bytesPerToken } = can.cache?.now ?? emptyCache;
  if (bytesPerToken > 0) return bytesPerToken;
  if (model === null || model.kvSavingBytes === 0) return null;
  const ofF16 = (model.kvSavingBytes * kvBits.f16) / (kvBits.f16 - kvBits.q8_0) / model.contextLength;
  return (ofF16 * kvBits[config?.kvPrecision ?? 'f16']) / kvBits.f16;
};
