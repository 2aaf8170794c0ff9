/** The choice of what happens when the context of a chat is full. */
import { useId } from 'react';
import type { Chat, Overflow } from '../../main/shared/contract/chats.ts';
import { useSession } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.context;

/** In the order of the list. */
const choices: readonly Overflow[] = ['shift', 'stop', 'summary'];

export const OverflowChoice = ({ chat }: { chat: Chat }) => {
  const session = useSession();
  const name = useId();
  return (
    <fieldset className="overflow-choice">
      <legend>{words.whenFull}</legend>
      {choices.map((overflow) => (
        <label key={overflow}>
          <input
            type="radio"
            name={name}
            data-first={overflow === chat.overflow || undefined}
            checked={overflow === chat.overflow}
            onChange={() => void session.attempt('setOverflow', { chatId: chat.id, overflow })}
          />
          {words.choices[overflow]}
        </label>
      ))}
    </fieldset>
  );
};
