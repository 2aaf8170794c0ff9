/** The messages of a chat; only those near the view are drawn. */
import { ArrowDown } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import { textOf } from '../../main/shared/message/parts.ts';
import { useWindow } from '../state/use-session.ts';
import { Answer } from '../message/answer.tsx';
import { ComparedAnswers } from '../comparison/compared-answers.tsx';
import { FindBar } from '../find/find-bar.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { heightOf } from './message-heights.ts';
import { MessageBoundary } from '../message/message-boundary.tsx';
import { ForkNote } from '../message/fork-note.tsx';
import { ModelChange } from '../message/model-change.tsx';
import { Question } from '../message/question.tsx';
import { QueuedMessages } from './queued-messages.tsx';
import { useFollow } from './use-follow.ts';
import { useMessageWindow } from './use-message-window.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.conversation;

export const Messages = ({ chatId, messages }: { chatId: string | null; messages: readonly Message[] }) => {
  const isRunning = useWindow((state) => state.phase !== null);
  const firstKeptId = useWindow((state) => state.chats.find(({ id }) => id === chatId)?.firstKeptId);
  const forkedFrom = useWindow((state) => state.chats.find(({ id }) => id === chatId)?.forkedFrom ?? null);
  const comparison = useWindow((state) => state.comparison);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { isDrawn, measure } = useMessageWindow(chatId, messages, scroller, content);
  const { isAtEnd, goToEnd } = useFollow(chatId, scroller, content);
  const isEmpty = chatId === null;

  const rows: ReactNode[] = [];
  let leftOutPx = 0;
  for (const [index, message] of messages.entries()) {
    if (!isDrawn(index)) {
      leftOutPx += heightOf(message);
      continue;
    }
    if (leftOutPx > 0)
      rows.push(<div key={`before-${message.id}`} className="left-out" style={{ height: leftOutPx }} />);
    leftOutPx = 0;
    const shared = {
      message,
      isLast: index === messages.length - 1,
      canChange: !isRunning,
      position: index + 1,
      count: messages.length,
    };
    if (comparison !== null && shared.isLast) {
      rows.push(
        <div
          key={message.id}
          ref={measure}
          className="has-comparison"
          data-message={message.id}
          data-index={index}
        >
          <ComparedAnswers chatId={message.chatId} comparison={comparison} />
        </div>,
      );
      continue;
    }
    rows.push(
      <div key={message.id} ref={measure} data-message={message.id} data-index={index}>
        {index === 0 && forkedFrom !== null && <ForkNote from={forkedFrom} />}
        {index > 0 && message.id === firstKeptId && <p className="kept-from">{words.keptFrom}</p>}
        <ModelChange messages={messages} index={index} />
        <MessageBoundary text={textOf(message)} retryOn={message}>
          {message.role === 'user' ? <Question {...shared} /> : <Answer {...shared} />}
        </MessageBoundary>
      </div>,
    );
  }
  return (
    <div className="conversation">
      <FindBar messages={messages} scroller={scroller} />
      <div
        className="scroller"
        ref={scroller}
        tabIndex={isEmpty ? -1 : 0}
        role="log"
        // Messages that are drawn because of scrolling are not news; the end of an answer is announced elsewhere.
        aria-live="off"
        aria-label={words.label}
      >
        <div className={comparison === null ? 'messages' : 'messages is-comparing'} ref={content}>
          {isEmpty && <EmptyChat />}
          {rows}
          <QueuedMessages chatId={chatId} />
        </div>
      </div>
      {!isAtEnd && (
        <button
          type="button"
          className="to-end icon-button"
          aria-label={words.toEnd}
          title={words.toEnd}
          onClick={goToEnd}
        >
          <ArrowDown aria-hidden />
        </button>
      )}
    </div>
  );
};
