/**
 * The marks of an answer in the form that splitters read, in which special tokens differ from text that only looks like them.
 */
import type { AnswerFormat, Channels } from './answer-format.ts';

/** Lone surrogates, which decoded text never contains, enclose the name of a special token in a splitter's input. */
const specialStart = '\uDC00';
const specialEnd = '\uDC01';

/** A special token named `name` in a splitter's input. */
export const special = (name: string): string => specialStart + name + specialEnd;

/** Whether a text of a splitter's input has special tokens. */
export const hasSpecial = (text: string): boolean => text.includes(specialStart);

const specials = new RegExp(`${specialStart}([^${specialEnd}]*)${specialEnd}`, 'g');

/** Special tokens in unexpected places: those that look like tags are quoted by the model, the others are not text. */
export const shown = (text: string): string =>
  text.includes(specialStart)
    ? text.replace(specials, (_, name: string) => (name.includes('|') ? '' : name))
    : text;

/** Where the name of an incomplete special token begins; the length of `text` if none does. */
export const openSpecialAt = (text: string): number => {
  const at = text.lastIndexOf(specialStart);
  return at > text.lastIndexOf(specialEnd) ? at : text.length;
};

/** `AnswerFormat` with its marks in the form that splitters read. */
export interface AnswerMarks {
  open: string;
  close: string;
  /** The vocabulary has the mark as special tokens, so the same letters as ordinary tokens are text. */
  openIsSpecial: boolean;
  closeIsSpecial: boolean;
  between: string[];
  /** Ends the text if the model spells it out; empty if it is a special token, since that ends the turn. */
  end: string;
  channels: Channels | null;
  isFromTemplate: boolean;
}

/** `spell` returns a mark as the vocabulary has it, with `special` around special tokens. */
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
