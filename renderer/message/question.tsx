/** A message of the user: shown as it was typed, and edited in place. */
import { Pencil, RotateCcw } from 'lucide-react';
import { memo, useState } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import { textOf } from '../../main/shared/message/parts.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { hasEdit } from '../state/edits.ts';
import { useSession } from '../state/use-session.ts';
import { useSignal } from '../state/use-signal.ts';
import { messageElementId } from '../controls/go-to-message.ts';
import { SentEditor } from './sent-editor.tsx';
import { MessageMenu } from './message-menu.tsx';
import { Parts } from './parts.tsx';
import { Versions } from './versions.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

interface Props {
  message: Message;
  /** No answer follows it: that was deleted. */
  isLast: boolean;
  /** No answer runs in this chat. */
  canChange: boolean;
  /** The position of the message in the chat, from 1, for screen readers. */
  position: number;
  count: number;
}

export const Question = memo(({ message, isLast, canChange, position, count }: Props) => {
  const session = useSession();
  const sent = textOf(message);
  const [isEditing, setIsEditing] = useState(() => hasEdit(session.drafts, message.id));

  useSignal('edit', (messageId) => {
    if (messageId === message.id) setIsEditing(true);
  });

  return (
    <article
      id={messageElementId(message.id)}
      tabIndex={-1}
      className="message question"
      aria-label={words.you}
      aria-posinset={position}
      aria-setsize={count}
    >
      {isEditing && canChange ? (
        <SentEditor
          messageId={message.id}
          parts={message.parts}
          hint={words.earlierAnswers}
          saveName={words.send}
          typed={(text) => session.editing(text === null ? null : { messageId: message.id, text })}
          save={(parts, pressedAt) => session.edit(message.id, parts, pressedAt)}
          close={() => setIsEditing(false)}
        />
      ) : (
        <>
          <div className="question-box">
            <Parts message={message} parts={message.parts} />
          </div>
          <div className="message-tools">
            <Versions message={message} canChange={canChange} />
            <CopyButton label={words.copy} text={() => sent} />
            {canChange && (
              <button
                type="button"
                className="icon-button"
                aria-label={words.edit}
                title={words.edit}
                onClick={() => setIsEditing(true)}
              >
                <Pencil aria-hidden />
              </button>
            )}
            {canChange && isLast && (
              <button
                type="button"
                className="icon-button"
                aria-label={words.answer}
                title={words.answer}
                onClick={({ timeStamp }) => void session.regenerate(message.id, timeStamp)}
              >
                <RotateCcw aria-hidden />
              </button>
            )}
            <MessageMenu
              message={message}
              canChange={canChange}
              edit={null}
              goOn={null}
              regenerateFreely={null}
            />
          </div>
        </>
      )}
    </article>
  );
});
