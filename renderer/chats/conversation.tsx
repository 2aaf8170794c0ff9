/** The shown chat: its messages, or the reason why none are shown. */
import { useEffect, useState } from 'react';
import { useSession, useWindow } from '../state/use-session.ts';
import { Messages } from './messages.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.conversation;

export const Conversation = () => {
  const messages = useWindow((state) => state.messages);
  const chatId = useWindow((state) => state.shownChatId);
  const openProblem = useWindow((state) => state.openProblem);
  if (openProblem !== null && messages === null) return <NotOpened problem={openProblem} />;
  return messages === null ? <Opening /> : <Messages chatId={chatId} messages={messages} />;
};

/** Opening a chat takes a moment at most; words would only flicker. */
const Opening = () => {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return <div className="conversation is-connecting">{isSlow && <p>{words.opening}</p>}</div>;
};

const NotOpened = ({ problem }: { problem: string }) => {
  const session = useSession();
  return (
    <div className="conversation is-connecting">
      <p>{problem}</p>
      <button type="button" className="button" onClick={() => session.showChat(null)}>
        {words.newChat}
      </button>
    </div>
  );
};
