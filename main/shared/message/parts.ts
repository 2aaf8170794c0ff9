/** Reads and extends the parts of a message. Parts are never changed in place, so the same object has the same content. */
import type { BoundKind, MessagePart, PartKind, SentPart, WrittenKind } from '../contract/parts.ts';

type Parts = readonly MessagePart[];

/** Separates two parts if several are read as one text. */
const between = '\n\n';

/** The parts of a message that consists of `text` alone. */
export const textParts = (text: string): Extract<MessagePart, { kind: 'text' }>[] => [{ kind: 'text', text }];

/**
 * The parts of a message with documents and pasted texts, which precede what the user wrote; beside pasted texts, a text of white
 * space alone is left out.
 */
export const sentPartsOf = (
  pasted: readonly string[],
  text: string,
  documents: readonly Extract<SentPart, { kind: 'document' }>[] = [],
): SentPart[] => [
  ...documents,
  ...pasted.map((piece) => ({ kind: 'pasted' as const, text: piece })),
  ...(pasted.length > 0 && text.trim() === '' ? [] : textParts(text)),
];

/** What a prompt gets of a message: what it says, and what its author thought before that. */
export interface PromptTexts {
  text: string;
  reasoning: string;
}

/** What a kind of part is to whoever reads a message as text. */
interface Reading<Kind extends PartKind> {
  /** What titles, copies and the field for editing have of it; `null`: nothing. */
  said: (part: Extract<MessagePart, { kind: Kind }>) => string | null;
  /** What a prompt has of it; `{}`: nothing. */
  prompt: (part: Extract<MessagePart, { kind: Kind }>) => Partial<PromptTexts>;
}

/** One entry for each kind of part; its validator is in `partForms`, the component that draws it in renderer/message/parts.tsx. */
const readings: { [Kind in PartKind]: Reading<Kind> } = {
  text: {
    said: ({ text }) => text,
    prompt: ({ text }) => ({ text }),
  },
  pasted: {
    said: ({ text }) => text,
    prompt: ({ text }) => ({ text }),
  },
  document: {
    // Its name is shown apart from what the user wrote.
    said: () => null,
    prompt: ({ text }) => ({ text }),
  },
  thoughts: {
    said: () => null,
    prompt: ({ text }) => ({ reasoning: text }),
  },
};

const readingOf = ({ kind }: MessagePart): Reading<PartKind> => readings[kind] as Reading<PartKind>;

const joined = (texts: readonly (string | null | undefined)[]): string =>
  texts.filter((text) => text !== null && text !== undefined).join(between);

/** What the message says: for titles, for copying and for editing. */
export const textOf = ({ parts }: { parts: Parts }): string =>
  joined(parts.map((part) => readingOf(part).said(part)));

/** What searches find of a part: the passages of a document are not part of the chat, but its name is. */
export const searchedText = (part: MessagePart): string => (part.kind === 'document' ? part.name : part.text);

/** What the user wrote of a message; if that is nothing, what they pasted. */
export const writtenText = (parts: Parts): string =>
  textOf({ parts: parts.filter(({ kind }) => kind === 'text') }) || textOf({ parts });

/** What a prompt gets of the message. */
export const promptTexts = ({ parts }: { parts: Parts }): PromptTexts => {
  const given = parts.map((part) => readingOf(part).prompt(part));
  return {
    text: joined(given.map(({ text }) => text)),
    reasoning: joined(given.map(({ reasoning }) => reasoning)),
  };
};

/** The length of all texts in UTF-16 code units. */
export const lengthOf = ({ parts }: { parts: Parts }): number =>
  parts.reduce((length, { text }) => length + text.length, 0);

/** UTF-16 code units of a text for each token, for estimates of what no tokenizer has counted: about four in English. */
export const charactersPerToken = 4;

/** False for an answer that never began. */
export const saysSomething = (message: { parts: Parts }): boolean => lengthOf(message) > 0;

/** More of a running answer: the part that it belongs to, and the length of that part before it in UTF-16 code units. */
export interface Piece {
  index: number;
  kind: WrittenKind;
  at: number;
  text: string;
  /** What a new part of text is bound to; absent: nothing. */
  bound?: BoundKind | undefined;
}

/** A part that begins. */
const begun = (kind: WrittenKind, text: string, bound: BoundKind | undefined): MessagePart =>
  kind === 'text' && bound !== undefined ? { kind, text, bound } : { kind, text };

/**
 * Appends to the last part if that is of `kind`; otherwise a new part begins. Two neighbours are never of one kind therefore.
 * `bound`: what text is bound to.
 */
export const appended = (
  parts: Parts,
  kind: WrittenKind,
  text: string,
  bound?: BoundKind,
): { parts: MessagePart[]; piece: Piece } => {
  const last = parts.at(-1);
  if (last?.kind !== kind)
    return {
      parts: [...parts, begun(kind, text, bound)],
      piece: { index: parts.length, kind, at: 0, text, ...(bound === undefined ? {} : { bound }) },
    };
  return {
    parts: [...parts.slice(0, -1), { ...last, text: last.text + text }],
    piece: { index: parts.length - 1, kind, at: last.text.length, text },
  };
};

/**
 * `parts` with what they lack of `piece`; the same object if they lack nothing. `null` if they are not those that the piece was
 * written to, because something before it was missed.
 */
export const withPiece = (parts: Parts, { index, kind, at, text, bound }: Piece): Parts | null => {
  const part = parts[index];
  if (part === undefined) {
    const continues = index === parts.length && at === 0 && parts.at(-1)?.kind !== kind;
    return continues ? [...parts, begun(kind, text, bound)] : null;
  }
  const known = part.text.slice(at, at + text.length);
  if (part.kind !== kind || at > part.text.length || !text.startsWith(known)) return null;
  if (known.length === text.length) return parts;
  return parts.with(index, { ...part, text: part.text + text.slice(known.length) });
};

/** Whether both have the same parts with the same content. */
export const areSameParts = (one: Parts, other: Parts): boolean =>
  one === other ||
  (one.length === other.length && one.every((part, index) => isSamePart(part, other[index]!)));

/** Fields that are no texts are compared as JSON, in which they are stored. */
const isSamePart = ({ text, ...rest }: MessagePart, { text: otherText, ...other }: MessagePart): boolean =>
  text === otherText && JSON.stringify(rest) === JSON.stringify(other);
