/** Documents in messages: what a prompt has of them. */
import type { Attached } from '../../shared/contract/documents.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import { documentPrompt, howToCite, passagesPrompt } from '../../shared/documents/prompt-text.ts';
import type { Engine, PromptOf, Weighed } from '../../shared/engine/engine.ts';
import type { Draft, MessagePiece, PromptMessage } from '../../shared/engine/request.ts';
import { textVersion } from '../../shared/engine/text-version.ts';
import { promptTexts } from '../../shared/message/parts.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { DocumentLibrary } from './library.ts';
import type { FoundPassage, PassageIndex } from './index/passage-index.ts';

type DocumentPart = Extract<MessagePart, { kind: 'document' }>;

/** What precedes the documents of a message. */
export interface Before extends PromptOf {
  /** `null` for a new chat. */
  chatId: string | null;
}

export interface AttachedDocuments {
  /** The documents of a message in the order in which a prompt has them: the one that keeps most of what was processed. */
  inOrder<One extends Attached>(before: Before, documents: readonly One[]): Promise<One[]>;
  /** What is held of the whole documents among them, in the order of `inOrder`; `null` if no model is loaded. */
  weigh(before: Before, documents: readonly Attached[]): Promise<Weighed | null>;
  /**
   * The parts of a message as they are stored: each document has its name and, in the mode `passages`, the passages that fit what the
   * user wrote. Waits for texts that are being extracted. Rejects with `Refusal` if a document is gone or has no text.
   */
  complete(before: () => Before, parts: readonly MessagePart[]): Promise<MessagePart[]>;
  /** What a prompt has of a message, and the pieces that are tokenised apart. */
  inPrompt(parts: readonly MessagePart[]): Pick<PromptMessage, 'text' | 'reasoning' | 'pieces'>;
  /** The text of a whole document, as a prompt has it. Throws `Refusal` if the document is gone or has no text. */
  wholeText(documentId: string): string;
  /** Identifies that text (`textVersion`). Throws like `wholeText`. */
  version(documentId: string): string;
  /** The message of a draft with these documents, in this order, and this text. */
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
  const weigh: AttachedDocuments['weigh'] = async ({ chatId, messages, thinking }, documents) => {
    const whole = documents.flatMap(({ documentId, mode }) =>
      mode === 'whole' && hasText(documentId) ? [{ documentId, text: wholeText(documentId) }] : [],
    );
    if (whole.length === 0) return null;
    const isFirst = messages.every(({ role }) => role === 'system');
    const weighed = await engine.can.cache?.weighDocuments({
      chatId,
      messages,
      thinking,
      before: howToCite,
      documents: whole,
      // Behind messages, only the state of this chat serves, which holds them as they are.
      canReorder: isFirst && whole.length > 1,
    });
    return weighed ?? null;
  };
  /** Passages differ from question to question, so they come behind the texts that stay the same. */
  const inOrder: AttachedDocuments['inOrder'] = async (before, documents) => {
    const whole = documents.filter(({ mode }) => mode === 'whole');
    const weighed = whole.length > 1 ? await weigh(before, whole) : null;
    const rank = ({ documentId, mode }: Attached): number => {
      if (mode === 'passages') return documents.length;
      return weighed?.documents.findIndex((one) => one.documentId === documentId) ?? 0;
    };
    return documents.toSorted((one, other) => rank(one) - rank(other));
  };
  /** The first of the passages, as many as fit with the headings and marks that a prompt has of them. */
  const fitting = async (passages: readonly FoundPassage[]): Promise<FoundPassage[]> => {
    const texts = passages.map(({ documentId, at, length }) => ({
      documentId,
      text: passagesPrompt('', library.text(documentId), [{ at, length }]),
    }));
    const counted = (await engine.can.cache?.countDocuments(texts)) ?? null;
    let left = passageTokens(engine.status.model?.contextLength ?? null);
    return passages.filter((_, nth) => {
      left -= counted?.[nth] ?? Math.ceil(texts[nth]!.text.length / leastCharactersPerToken);
      return left >= 0 || nth === 0;
    });
  };
  /** The prompts of whole documents by id, as long as their texts are kept in memory. */
  const prompts = new WeakMap<object, Map<string, WholePrompt>>();
  const wholePrompt = (documentId: string, name: string): WholePrompt => {
    const text = library.text(documentId);
    let ofText = prompts.get(text);
    if (ofText === undefined) prompts.set(text, (ofText = new Map()));
    let prompt = ofText.get(name);
    if (prompt === undefined) {
      const made = documentPrompt(name, text);
      ofText.set(name, (prompt = { text: made, version: textVersion(made) }));
    }
    return prompt;
  };
  const ownPrompt = (documentId: string): WholePrompt =>
    wholePrompt(documentId, library.find(documentId)?.name ?? '');
  const wholeText = (documentId: string): string => ownPrompt(documentId).text;
  const promptOf = (part: DocumentPart): { text: string; version?: string } => {
    if (part.mode === 'passages') return { text: part.text === '' ? removedPrompt(part.name) : part.text };
    try {
      return wholePrompt(part.documentId, part.name);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { text: removedPrompt(part.name) };
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
      ...documents.map(({ documentId, mode }, nth) => {
        const { text: its, version } = texts[nth]!;
        return {
          documentId,
          ...(mode === 'passages' ? { isPart: true as const } : {}),
          ...(version === undefined ? {} : { version }),
          length: its.length,
        };
      }),
      ...(text === '' ? [] : [{ documentId: null, length: text.length }]),
    ];
    return { text: howToCite + texts.map((one) => one.text).join('') + text, reasoning, pieces };
  };

  return {
    inOrder,
    weigh,
    complete: async (before, parts) => {
      const given = parts.filter((part) => part.kind === 'document');
      if (given.length === 0) return [...parts];
      for (const { documentId } of given) await library.whenExtracted(documentId);
      const documents = given.length > 1 ? await inOrder(before(), given) : given;
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
    wholeText,
    version: (documentId) => ownPrompt(documentId).version,
    draftOf: (documents, typed) => {
      // Passages depend on the whole question, so they are not looked for yet.
      const whole = documents.flatMap(({ documentId, mode }) => {
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

/** A whole document as a prompt has it. */
interface WholePrompt {
  text: string;
  version: string;
}

/** A document that was removed from the library after it was sent. */
const removedPrompt = (name: string): string =>
  documentPrompt(name, {
    kind: 'text',
    text: '[This document was removed.]',
    places: [],
    pages: null,
    remarks: [],
  });
