/** Says in words when an answer did not come to its own end, with one fitting next step. */
import type { Message } from '../../main/contract/types.ts';
import { focusComposer } from '../shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';

interface Props {
  message: Message;
  isLast: boolean;
  canChange: boolean;
}

export const EndingNotice = ({ message, isLast, canChange }: Props) => {
  const session = useSession();
  const { ending, problem } = message;
  // The latency line says that it was stopped; whoever pressed Stop knows why.
  if (ending === null || ending === 'finished' || (ending === 'stopped' && problem === null)) return null;

  const regenerate = (
    <button
      type="button"
      className="button"
      onClick={({ timeStamp }) => void session.regenerate(message.id, timeStamp)}
    >
      {message.text === '' ? 'Try again' : 'Answer again'}
    </button>
  );
  return (
    <div className="ending">
      <p>{problem ?? sentences[ending]}</p>
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

/** A further turn: the answer so far stays in the KV cache, whatever the model's template makes of it. */
const Continue = ({ chatId }: { chatId: string }) => {
  const session = useSession();
  return (
    <button
      type="button"
      className="button"
      onClick={({ timeStamp }) => void session.send(chatId, 'Continue.', timeStamp)}
    >
      Continue
    </button>
  );
};

/** The step that the person chose for this chat. */
const WhenFull = ({ chatId }: { chatId: string }) => {
  const session = useSession();
  const overflow = useWindow((state) => state.chats.find(({ id }) => id === chatId)?.overflow);
  if (overflow === 'summary')
    return (
      <button type="button" className="button" onClick={() => void session.continueFromSummary(chatId)}>
        Go on from a summary
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
      Start another chat
    </button>
  );
};

const sentences = {
  stopped: 'This answer was stopped.',
  'context-full': 'The context is full: there is no room for more in this chat.',
  'too-long': 'This answer was ended because it grew too long.',
  repeating: 'This answer was ended because it repeats itself.',
  'engine-lost': 'The engine stopped while it wrote this answer.',
  interrupted: 'Hearth was closed while this answer was being written.',
  failed: 'This answer could not be made.',
};
