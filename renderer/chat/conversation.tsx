/** The messages of the shown chat. It follows the end of a running answer while the person is at the end. */
import { ArrowDown } from 'lucide-react';
import { Fragment, useEffect, useState } from 'react';
import { useSession, useWindow } from '../state/use-session.ts';
import { Answer } from './answer.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { MessageBoundary } from './message-boundary.tsx';
import { ModelChange } from './model-change.tsx';
import { Question } from './question.tsx';
import { useFollow } from './use-follow.ts';

export const Conversation = () => {
  const messages = useWindow((state) => state.messages);
  const chatId = useWindow((state) => state.shownChatId);
  const isRunning = useWindow((state) => state.phase !== null);
  const openProblem = useWindow((state) => state.openProblem);
  const firstKeptId = useWindow((state) => state.chats.find(({ id }) => id === chatId)?.firstKeptId);
  const { scroller, content, isAtEnd, goToEnd } = useFollow(chatId, messages !== null);

  if (openProblem !== null && messages === null) return <NotOpened problem={openProblem} />;
  if (messages === null) return <Opening />;
  const isEmpty = chatId === null;
  const lastQuestion = messages.findLastIndex(({ role }) => role === 'user');
  return (
    <div className="conversation">
      <div
        className="scroller"
        ref={scroller}
        tabIndex={isEmpty ? -1 : 0}
        role="log"
        aria-label="Conversation"
      >
        <div className="messages" ref={content}>
          {isEmpty && <EmptyChat />}
          {messages.map((message, index) => (
            <Fragment key={message.id}>
              {index > 0 && message.id === firstKeptId && (
                <p className="kept-from">The model no longer sees what is above.</p>
              )}
              <ModelChange messages={messages} index={index} />
              <MessageBoundary text={message.text} retryOn={message}>
                {message.role === 'user' ? (
                  <Question message={message} isLast={index === lastQuestion} canChange={!isRunning} />
                ) : (
                  <Answer message={message} isLast={index === messages.length - 1} canChange={!isRunning} />
                )}
              </MessageBoundary>
            </Fragment>
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <button
          type="button"
          className="to-end icon-button"
          aria-label="Jump to the end"
          title="Jump to the end"
          onClick={goToEnd}
        >
          <ArrowDown aria-hidden />
        </button>
      )}
    </div>
  );
};

/** Opening takes a moment at most; words would only flicker. */
const Opening = () => {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return <div className="conversation is-connecting">{isSlow && <p>Opening the chat…</p>}</div>;
};

const NotOpened = ({ problem }: { problem: string }) => {
  const session = useSession();
  return (
    <div className="conversation is-connecting">
      <p>{problem}</p>
      <button type="button" className="button" onClick={() => session.showChat(null)}>
        Start another chat
      </button>
    </div>
  );
};
