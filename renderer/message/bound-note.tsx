/** Says that an answer was bound to a response format. */
import type { Message } from '../../main/shared/contract/message.ts';
import { isWholeJson } from '../../main/shared/message/bound-text.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

/** Nothing for a free answer. */
export const BoundNote = ({ message }: { message: Message }) => {
  const part = message.parts.find(({ kind }) => kind === 'text');
  if (part?.kind !== 'text' || part.bound === undefined) return null;
  return (
    <p className="bound-note hint">
      {part.bound === 'grammar'
        ? words.boundToGrammar
        : isWholeJson(part.text)
          ? words.boundToSchema
          : words.cutJson}
    </p>
  );
};
