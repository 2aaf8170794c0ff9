/** Says why an answer did not finish, and offers the next step. */
import { sentenceOf } from '../words/told.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.ending;

interface Props {
  message: Message;
  isLast: boolean;
  canChange: boolean;
}

export const EndingNotice = ({ message, isLast, canChange }: Props) => {
  const session = useSession();
  const { ending, problem } = message;
  // The latency line says that the user stopped it.
  if (ending === null || ending === 'finished' || (ending === 'stopped' && problem === null)) return null;

  const regenerate = (
    <button
      type="button"
      className="button"
      onClick={({ timeStamp }) => void session.regenerate(message.id, timeStamp)}
    >
      {words.tryAgain}
    </button>
  );
  return (
    <div className="ending">
      <p>{problem === null ? words.sentences[ending] : sentenceOf(problem)}</p>
      {isLast &&
        canChange &&
        (ending === 'context-full' ? (
          <WhenFull chatId={message.chatId} />
        ) : ending === 'too-long' || ending === 'repeating' ? (
          <Continue chatId={message.chatId} />
        ) : (
          regenerate
        ))}
    </div>
  );
};

/** Starts another turn: the answer so far stays in the KV cache, whatever the model's template makes of it. */
const Continue = ({ chatId }: { chatId: string }) => {
  const session = useSession();
  return (
    <button
      type="button"
      className="button"
      onClick={({ timeStamp }) => void session.send(chatId, words.continueMessage, timeStamp)}
    >
      {words.continue}
    </button>
  );
};

/** The step that the user chose for a full context in this chat. */
const WhenFull = ({ chatId }: { chatId: string }) => {
  const session = useSession();
  const overflow = useWindow((state) => state.chats.find(({ id }) => id === chatId)?.overflow);
  if (overflow === 'summary')
    return (
      <button type="button" className="button" onClick={() => void session.continueFromSummary(chatId)}>
        {words.continueFromSummary}
      </button>
    );
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        session.showChat(null);
        focusComposer();
      }}
    >
      {words.newChat}
    </button>
  );
};
