/** A message of the model: its reasoning, its text, how it ended and where its time went. */
import { RotateCcw } from 'lucide-react';
import { memo } from 'react';
import type { Message } from '../../main/contract/types.ts';
import { LatencyLine } from '../latency/latency-line.tsx';
import { Progress } from '../latency/progress.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { EndingNotice } from './ending-notice.tsx';
import { messageElementId } from './go-to-message.ts';
import { MarkdownText } from './markdown/markdown-text.tsx';
import { MessageBoundary } from './message-boundary.tsx';
import { Reasoning } from './reasoning.tsx';
import { Versions } from './versions.tsx';

interface Props {
  message: Message;
  isLast: boolean;
  canChange: boolean;
}

export const Answer = memo(({ message, isLast, canChange }: Props) => {
  const session = useSession();
  const isRunning = message.ending === null;
  return (
    <article
      id={messageElementId(message.id)}
      tabIndex={-1}
      className="message answer"
      aria-label={message.modelName ?? 'Model'}
      aria-busy={isRunning}
      // Each piece would be read out as it comes; its end is announced instead.
      aria-live={isRunning ? 'off' : undefined}
    >
      <h2 className="answer-name">{message.modelName ?? 'Model'}</h2>
      {isRunning ? <RunningText message={message} /> : <FinishedText message={message} />}
      {!isRunning && (
        <>
          <EndingNotice message={message} isLast={isLast} canChange={canChange} />
          <LatencyLine message={message} />
          <div className="message-tools">
            <Versions message={message} canChange={canChange} />
            {message.text !== '' && <CopyButton label="Copy" text={() => message.text} />}
            {isLast && canChange && (
              <button
                type="button"
                className="icon-button"
                aria-label="Regenerate"
                title="Regenerate"
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

const FinishedText = ({ message }: { message: Message }) => (
  <AnswerText id={message.id} text={message.text} reasoning={message.reasoning} isRunning={false} />
);

/** The one part of the window that is drawn again for each piece of text. */
const RunningText = ({ message }: { message: Message }) => {
  const live = useWindow((state) => (state.live?.messageId === message.id ? state.live : null));
  return (
    <>
      <AnswerText
        id={message.id}
        text={live?.text ?? message.text}
        reasoning={live?.reasoning ?? message.reasoning}
        isRunning
      />
      <Progress />
    </>
  );
};

interface TextProps {
  id: string;
  text: string;
  reasoning: string;
  isRunning: boolean;
}

const AnswerText = ({ id, text, reasoning, isRunning }: TextProps) => (
  <>
    {reasoning !== '' && <Reasoning id={id} text={reasoning} isThinking={isRunning && text === ''} />}
    {text !== '' && (
      <MessageBoundary text={text} retryOn={isRunning}>
        <MarkdownText text={text} isGrowing={isRunning} />
      </MessageBoundary>
    )}
  </>
);
