/** Says why an answer did not finish, and offers the next step. */
import { sentenceOf } from '../words/told.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import { saysSomething } from '../../main/shared/message/parts.ts';
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
  if (ending === null || ((ending === 'finished' || ending === 'stopped') && problem === null)) return null;
  const sentence =
    problem === null ? (ending === 'finished' ? '' : words.sentences[ending]) : sentenceOf(problem);

  const regenerate = (
    <button
      type="button"
      className="button"
      onClick={({ timeStamp }) => void session.regenerate(message.id, timeStamp)}
    >
      {words.tryAgain}
    </button>
  );
  const goOn = (
    <button
      type="button"
      className="button"
      onClick={({ timeStamp }) => void session.continueAnswer(message.id, timeStamp)}
    >
      {words.continue}
    </button>
  );
  return (
    <div className="ending">
      <p>{sentence}</p>
      {isLast &&
        canChange &&
        ending !== 'finished' &&
        ending !== 'stopped' &&
        (ending === 'context-full' ? (
          <WhenFull chatId={message.chatId} />
        ) : ending === 'too-long' || ending === 'repeating' ? (
          goOn
        ) : (
          <span className="ending-actions">
            {saysSomething(message) && goOn}
            {regenerate}
          </span>
        ))}
    </div>
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
