/** The marks of an answer in the form in which a splitter meets them: special tokens apart from text that only looks so. */
import type { AnswerFormat, Channels } from './answer-format.ts';

/** Lone surrogates, which no decoded text contains, enclose the name of a special token in a splitter's input. */
const specialStart = '\uDC00';
const specialEnd = '\uDC01';

/** A special token named `name`, as a splitter's input has it. */
export const special = (name: string): string => specialStart + name + specialEnd;

const specials = new RegExp(`${specialStart}([^${specialEnd}]*)${specialEnd}`, 'g');

/** Special tokens out of their place: the model quotes those that read as tags, the others are no text. */
export const shown = (text: string): string =>
  text.includes(specialStart)
    ? text.replace(specials, (_, name: string) => (name.includes('|') ? '' : name))
    : text;

/** Where the name of a special token begins that is not complete yet; the length of `text` if none does. */
export const openSpecialAt = (text: string): number => {
  const at = text.lastIndexOf(specialStart);
  return at > text.lastIndexOf(specialEnd) ? at : text.length;
};

/** `AnswerFormat` with its marks as a splitter meets them. */
export interface AnswerMarks {
  open: string;
  close: string;
  /** Whether the vocabulary has the mark as special tokens: the same letters as ordinary tokens are text. */
  openIsSpecial: boolean;
  closeIsSpecial: boolean;
  between: string[];
  /** Ends the text where the model spells it out; empty if a special token does, since that ends the turn. */
  end: string;
  channels: Channels | null;
  isFromTemplate: boolean;
}

/** `spell` gives a mark as the vocabulary has it, with `special` around special tokens. */
export const answerMarks = (format: AnswerFormat, spell: (mark: string) => string): AnswerMarks => {
  const isSpecial = (mark: string): boolean => spell(mark).includes(specialStart);
  const { open, close, between, end, channels, isFromTemplate } = format;
  return {
    open: spell(open),
    close: spell(close),
    openIsSpecial: isSpecial(open),
    closeIsSpecial: isSpecial(close),
    between: between.map(spell),
    end: isSpecial(end) ? '' : end,
    channels: channels && {
      start: spell(channels.start),
      message: spell(channels.message),
      thoughts: spell(channels.thoughts),
      answer: spell(channels.answer),
    },
    isFromTemplate,
  };
};
