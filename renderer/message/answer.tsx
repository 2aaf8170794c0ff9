/** A message of the model: its parts, how it ended and where its time went. */
import { Columns2, Play, RotateCcw } from 'lucide-react';
import { memo, useState } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import { saysSomething, textOf } from '../../main/shared/message/parts.ts';
import { CitedAnswer } from '../documents/cited-text.tsx';
import { LatencyLine } from '../speed/latency-line.tsx';
import { Progress } from '../speed/progress.tsx';
import { CopyButton } from '../controls/copy-button.tsx';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { BoundNote } from './bound-note.tsx';
import { EndingNotice } from './ending-notice.tsx';
import { messageElementId } from '../controls/go-to-message.ts';
import { KeepSelection } from '../controls/keep-selection.tsx';
import { MessageEditor } from './message-editor.tsx';
import { MessageMenu } from './message-menu.tsx';
import { Parts } from './parts.tsx';
import { Versions } from './versions.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

interface Props {
  message: Message;
  isLast: boolean;
  canChange: boolean;
  /** The position of the message in the chat, from 1, for screen readers. */
  position: number;
  count: number;
}

export const Answer = memo(({ message, isLast, canChange, position, count }: Props) => {
  const session = useSession();
  const isRunning = message.ending === null;
  const text = textOf(message);
  const place = `edit.${message.id}`;
  const [isEditing, setIsEditing] = useState(() => session.drafts.of(place) !== '');
  const canContinue = isLast && canChange && saysSomething(message);
  const goOn = (pressedAt: number): void => void session.continueAnswer(message.id, pressedAt);
  const closeEditor = (): void => {
    session.drafts.keep(place, '');
    setIsEditing(false);
    focusComposer();
  };
  const name = message.modelName ?? words.model;
  return (
    <article
      id={messageElementId(message.id)}
      tabIndex={-1}
      className="message answer"
      aria-label={name}
      aria-posinset={position}
      aria-setsize={count}
      aria-busy={isRunning}
      // A live region would read out each piece as it arrives; the end of the answer is announced instead.
      aria-live={isRunning ? 'off' : undefined}
    >
      <h2 className="answer-name">
        {message.isEdited
          ? words.editedAnswer(name)
          : message.beginning === undefined
            ? name
            : words.begunAnswer(name)}
      </h2>
      {isEditing && canChange ? (
        <MessageEditor
          text={session.drafts.of(place) || text}
          label={words.answerEditor}
          hint={words.editedHint}
          saveName={words.save}
          savesWith="mod-enter"
          keep={(typed) => session.drafts.keep(place, typed === text ? '' : typed)}
          typed={() => undefined}
          cancel={closeEditor}
          save={async (typed) => {
            if (typed === text || (await session.editAnswer(message.id, typed))) closeEditor();
          }}
        />
      ) : (
        <AnswerParts message={message} />
      )}
      {isRunning && <Progress sentAt={message.parts.length === 0 ? message.createdAt : null} />}
      {!isRunning && (
        <>
          <BoundNote message={message} />
          <EndingNotice message={message} isLast={isLast} canChange={canChange} />
          <LatencyLine message={message} />
          <div className="message-tools">
            <Versions message={message} canChange={canChange} />
            {text !== '' && <CopyButton label={words.copy} text={() => text} />}
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
            {isLast && canChange && message.versions.length > 1 && (
              <button
                type="button"
                className="icon-button"
                aria-label={words.sideBySide}
                title={words.sideBySide}
                onClick={() => void session.openComparison(message.id)}
              >
                <Columns2 aria-hidden />
              </button>
            )}
            {canContinue && message.ending === 'stopped' && (
              <button
                type="button"
                className="icon-button"
                aria-label={words.continue}
                title={words.continue}
                onClick={({ timeStamp }) => goOn(timeStamp)}
              >
                <Play aria-hidden />
              </button>
            )}
            <MessageMenu
              message={message}
              canChange={canChange}
              edit={text === '' ? null : () => setIsEditing(true)}
              goOn={canContinue && message.ending !== 'stopped' ? goOn : null}
              regenerateFreely={
                isLast && message.beginning !== undefined
                  ? (pressedAt) => void session.regenerate(message.id, pressedAt, true)
                  : null
              }
            />
          </div>
        </>
      )}
    </article>
  );
});

/**
 * The only part of the window that is redrawn for each piece of text. It stays the same component when the answer ends, so that
 * its elements stay, and with them the reader's place, selection and focus.
 */
const AnswerParts = ({ message }: { message: Message }) => {
  const live = useWindow((state) => (state.live?.messageId === message.id ? state.live : null));
  return (
    <CitedAnswer message={message}>
      <KeepSelection>
        <Parts
          message={message}
          parts={(live ?? message).parts}
          thoughtMs={message.timings?.thoughts?.ms ?? live?.thoughtMs ?? null}
        />
      </KeepSelection>
    </CitedAnswer>
  );
};
