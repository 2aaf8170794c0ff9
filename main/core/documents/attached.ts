/** Documents in messages: what a prompt has of them. */
import type { Attached } from '../../shared/contract/documents.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import { documentPrompt, howToCite, passagesPrompt } from '../../shared/documents/prompt-text.ts';
import { documentOwner } from '../../shared/engine/document-owner.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Draft, MessagePiece, PromptMessage } from '../../shared/engine/request.ts';
import { promptTexts } from '../../shared/message/parts.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { DocumentLibrary } from './library.ts';
import type { FoundPassage, PassageIndex } from './index/passage-index.ts';

type DocumentPart = Extract<MessagePart, { kind: 'document' }>;

export interface AttachedDocuments {
  /** The documents of a message in the order in which a prompt has them. */
  inOrder<One extends Attached>(documents: readonly One[]): One[];
  /**
   * The parts of a message as they are stored: each document has its name and, in the mode `passages`, the passages that fit what the
   * user wrote. Waits for texts that are being extracted. Rejects with `Refusal` if a document is gone or has no text.
   */
  complete(parts: readonly MessagePart[]): Promise<MessagePart[]>;
  /** What a prompt has of a message, and the pieces that are tokenised apart. */
  inPrompt(parts: readonly MessagePart[]): Pick<PromptMessage, 'text' | 'reasoning' | 'pieces'>;
  /** The text of a whole document, as a prompt has it. Throws `Refusal` if the document is gone or has no text. */
  wholeText(documentId: string): string;
  /** The message of a draft with these documents and this text. */
  draftOf(attached: readonly Attached[], typed: string): Draft;
  /** The length of what a prompt has of the documents among `parts`, in UTF-16 code units; an estimate. */
  lengthOf(parts: readonly MessagePart[]): number;
}

/** The most passages that a message has of its documents together, and the most tokens of them. */
const mostPassages = 8;
const mostTokens = 2_800;

/** The most tokens that the passages of a message have in a context of this length, or of an unknown one. */
export const passageTokens = (contextLength: number | null): number =>
  contextLength === null ? mostTokens : Math.min(mostTokens, Math.floor(contextLength / 4));

/** For texts that cannot be counted: cautious, because a character can be a token. */
const leastCharactersPerToken = 2;

export const attachedDocuments = (
  library: Pick<DocumentLibrary, 'find' | 'text' | 'used' | 'whenExtracted'>,
  index: Pick<PassageIndex, 'find'>,
  engine: Pick<Engine, 'can' | 'status'>,
): AttachedDocuments => {
  /**
   * A new chat starts from the kept state of its first document, so the largest one that is kept comes first. Passages differ from
   * question to question, so they come behind the texts that stay the same.
   */
  const inOrder = <One extends Attached>(documents: readonly One[]): One[] => {
    const held = engine.can.cache?.now.chats ?? [];
    const rank = ({ documentId, mode }: Attached): number => {
      if (mode === 'passages') return -1;
      return held.find(({ chatId }) => chatId === documentOwner(documentId))?.tokens ?? 0;
    };
    return documents.toSorted((one, other) => rank(other) - rank(one));
  };
  /** The first of the passages, as many as fit. */
  const fitting = async (passages: readonly FoundPassage[]): Promise<FoundPassage[]> => {
    const texts = passages.map(({ documentId, at, length }) => ({
      documentId,
      text: library.text(documentId).text.slice(at, at + length),
    }));
    const counted = (await engine.can.cache?.countDocuments(texts)) ?? null;
    let left = passageTokens(engine.status.model?.contextLength ?? null);
    return passages.filter((_, nth) => {
      left -= counted?.[nth] ?? Math.ceil(texts[nth]!.text.length / leastCharactersPerToken);
      return left >= 0 || nth === 0;
    });
  };
  /** The prompts of whole documents by id, as long as their texts are kept in memory. */
  const prompts = new WeakMap<object, Map<string, string>>();
  const wholePrompt = (documentId: string, name: string): string => {
    const text = library.text(documentId);
    let ofText = prompts.get(text);
    if (ofText === undefined) prompts.set(text, (ofText = new Map()));
    let prompt = ofText.get(name);
    if (prompt === undefined) ofText.set(name, (prompt = documentPrompt(name, text)));
    return prompt;
  };
  const promptOf = (part: DocumentPart): string => {
    if (part.mode === 'passages') return part.text === '' ? removedPrompt(part.name) : part.text;
    try {
      return wholePrompt(part.documentId, part.name);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return removedPrompt(part.name);
    }
  };

  const hasText = (documentId: string): boolean => {
    try {
      library.text(documentId);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
  const inPrompt: AttachedDocuments['inPrompt'] = (parts) => {
    const documents = parts.filter((part) => part.kind === 'document');
    const { text, reasoning } = promptTexts({ parts: parts.filter(({ kind }) => kind !== 'document') });
    if (documents.length === 0) return { text, reasoning };
    const texts = documents.map(promptOf);
    const pieces: MessagePiece[] = [
      { documentId: null, length: howToCite.length },
      ...documents.map(({ documentId, mode }, nth) => ({
        documentId,
        ...(mode === 'passages' ? { isPart: true as const } : {}),
        length: texts[nth]!.length,
      })),
      ...(text === '' ? [] : [{ documentId: null, length: text.length }]),
    ];
    return { text: howToCite + texts.join('') + text, reasoning, pieces };
  };

  return {
    inOrder,
    complete: async (parts) => {
      const documents = inOrder(parts.filter((part) => part.kind === 'document'));
      if (documents.length === 0) return [...parts];
      for (const { documentId } of documents) await library.whenExtracted(documentId);
      const { text: question } = promptTexts({ parts: parts.filter(({ kind }) => kind !== 'document') });
      const ofPassages = documents.filter(({ mode }) => mode === 'passages');
      const found =
        ofPassages.length === 0
          ? []
          : await fitting(
              await index.find(
                ofPassages.map(({ documentId }) => documentId),
                question,
                mostPassages,
              ),
            );
      const completed = documents.map((part): DocumentPart => {
        const { documentId, mode } = part;
        const text = library.text(documentId);
        const name = library.find(documentId)?.name ?? part.name;
        if (mode === 'whole') return { kind: 'document', documentId, name, mode, text: '' };
        const ranges = found
          .filter((one) => one.documentId === documentId)
          .map(({ at, length }) => ({ at, length }))
          .toSorted((a, b) => a.at - b.at);
        return { kind: 'document', documentId, name, mode, ranges, text: passagesPrompt(name, text, ranges) };
      });
      library.used(documents.map(({ documentId }) => documentId));
      return [...completed, ...parts.filter(({ kind }) => kind !== 'document')];
    },
    inPrompt,
    wholeText: (documentId) => wholePrompt(documentId, library.find(documentId)?.name ?? ''),
    draftOf: (documents, typed) => {
      // Passages depend on the whole question, so they are not looked for yet.
      const whole = inOrder(documents).flatMap(({ documentId, mode }) => {
        const name = library.find(documentId)?.name;
        return mode === 'whole' && name !== undefined && hasText(documentId)
          ? [{ kind: 'document' as const, documentId, name, mode, text: '' }]
          : [];
      });
      const { text, pieces } = inPrompt([...whole, { kind: 'text', text: typed }]);
      return { typed, text, ...(pieces === undefined ? {} : { pieces }) };
    },
    lengthOf: (parts) =>
      parts.reduce(
        (length, part) =>
          part.kind === 'document' && part.mode === 'whole'
            ? length + (library.find(part.documentId)?.facts?.characters ?? 0)
            : length,
        0,
      ),
  };
};

/** A document that was removed from the library after it was sent. */
const removedPrompt = (name: string): string =>
  documentPrompt(name, {
    kind: 'text',
    text: '[This document was removed.]',
    places: [],
    pages: null,
    remarks: [],
  });
