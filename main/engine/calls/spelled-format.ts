/** A format whose marks are spelled as a vocabulary has them. */
import type { Channels } from '../answer/answer-format.ts';
import type { AnswerTokens } from '../answer/answer-tokens.ts';
import { keyMark, type ArgumentsForm, type CallFormat, type CallPart } from './call-format.ts';

/** In gpt-oss' headers, what the template writes behind the name is not what the model does. */
const inChannels = (format: CallFormat, { message }: Channels): CallFormat => {
  const isJson = format.parts.some((part) => part.kind === 'arguments' && part.how.style === 'json');
  if (!isJson) return format;
  const parts = format.parts.map((part): CallPart =>
    part.kind === 'mark' && part.text.endsWith(message)
      ? { kind: 'up-to', text: message, usual: [part.text, ` <|constrain|>json${message}`] }
      : part,
  );
  return { ...format, parts };
};

export interface SpelledFormat {
  format: CallFormat;
  /** The names of the special tokens in its marks. */
  names: ReadonlySet<string>;
}

export const spelledFormat = (answers: AnswerTokens, given: CallFormat): SpelledFormat => {
  const format = answers.format.channels === null ? given : inChannels(given, answers.format.channels);
  const names = new Set<string>();
  const spell = (mark: string): string =>
    mark
      .split(keyMark)
      .map((part) => (part.trim() === '' ? part : answers.spelled(part, names)))
      .join(keyMark);
  const spelledArguments = (how: ArgumentsForm): ArgumentsForm => {
    if (how.style === 'bare') return { ...how, quote: spell(how.quote) };
    if (how.style !== 'tagged') return how;
    const { before, middles, after } = how.tags;
    return {
      style: 'tagged',
      tags: {
        before: spell(before),
        middles: middles.map(({ mark, holds }) => ({ mark: spell(mark), holds })),
        after: spell(after),
      },
    };
  };
  const spelledPart = (part: CallPart): CallPart => {
    if (part.kind === 'mark') return { kind: 'mark', text: spell(part.text) };
    if (part.kind === 'up-to') return { ...part, text: spell(part.text), usual: part.usual.map(spell) };
    return part.kind === 'arguments' ? { kind: 'arguments', how: spelledArguments(part.how) } : part;
  };
  return {
    format: {
      first: spell(format.first),
      begins: spell(format.begins),
      next: format.next === null ? null : spell(format.next),
      after: spell(answers.beforeEnd(format.after)),
      close: spell(answers.beforeEnd(format.close)),
      parts: format.parts.map(spelledPart),
    },
    names,
  };
};
