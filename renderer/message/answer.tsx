/** A message of the model: its reasoning, its text, how it ended and where its time went. */
import { RotateCcw } from 'lucide-react';
import { memo } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import { LatencyLine } from '../speed/latency-line.tsx';
import { Progress } from '../speed/progress.tsx';
import { CopyButton } from '../controls/copy-button.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { EndingNotice } from './ending-notice.tsx';
import { messageElementId } from '../controls/go-to-message.ts';
import { KeepSelection } from '../controls/keep-selection.tsx';
import { MarkdownText } from './markdown/markdown-text.tsx';
import { MessageBoundary } from './message-boundary.tsx';
import { Reasoning } from './reasoning.tsx';
import { Versions } from './versions.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

interface Props {
  message: Message;
  isLast: boolean;
  canChange: boolean;
  /** Of how many messages it is which, from 1: screen readers say so. */
  position: number;
  count: number;
}

export const Answer = memo(({ message, isLast, canChange, position, count }: Props) => {
  const session = useSession();
  const isRunning = message.ending === null;
  return (
    <article
      id={messageElementId(message.id)}
      tabIndex={-1}
      className="message answer"
      aria-label={message.modelName ?? words.model}
      aria-posinset={position}
      aria-setsize={count}
      aria-busy={isRunning}
      // Each piece would be read out as it comes; its end is announced instead.
      aria-live={isRunning ? 'off' : undefined}
    >
      <h2 className="answer-name">{message.modelName ?? words.model}</h2>
      <AnswerText message={message} />
      {isRunning && <Progress />}
      {!isRunning && (
        <>
          <EndingNotice message={message} isLast={isLast} canChange={canChange} />
          <LatencyLine message={message} />
          <div className="message-tools">
            <Versions message={message} canChange={canChange} />
            {message.text !== '' && <CopyButton label={words.copy} text={() => message.text} />}
            {isLast && canChange && (
              <button
                type="button"
                className="icon-button"
                aria-label={words.regenerate}
                title={words.regenerate}
                onClick={({ timeStamp }) => void session.regenerate(message.id, timeStamp)}
              >
                <RotateCcw aria-hidden />
              </button>
            )}
          </div>
        </>
      )}
    </article>
  );
});

/**
 * The one part of the window that is drawn again for each piece of text. It stays the same component when the answer
 * ends, so that its elements stay, and with them the reader's place, selection and focus.
 */
const AnswerText = ({ message }: { message: Message }) => {
  const live = useWindow((state) => (state.live?.messageId === message.id ? state.live : null));
  const isRunning = message.ending === null;
  const { text, reasoning } = live ?? message;
  return (
    <KeepSelection>
      {reasoning !== '' && (
        <Reasoning
          id={message.id}
          text={reasoning}
          isThinking={isRunning && text === ''}
          isAll={text === ''}
        />
      )}
      {text !== '' && (
        <MessageBoundary text={text} retryOn={isRunning}>
          <MarkdownText text={text} isGrowing={isRunning} />
        </MessageBoundary>
      )}
    </KeepSelection>
  );
};
