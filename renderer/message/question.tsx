/** A message of the user: shown as it was typed, and edited in place. */
import { Pencil } from 'lucide-react';
import { memo, useState } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import { textOf } from '../../main/shared/message/parts.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession } from '../state/use-session.ts';
import { useSignal } from '../state/use-signal.ts';
import { messageElementId } from '../controls/go-to-message.ts';
import { Parts } from './parts.tsx';
import { QuestionEditor } from './question-editor.tsx';
import { Versions } from './versions.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

interface Props {
  message: Message;
  /** No answer runs in this chat. */
  canChange: boolean;
  /** The position of the message in the chat, from 1, for screen readers. */
  position: number;
  count: number;
}

export const Question = memo(({ message, canChange, position, count }: Props) => {
  const session = useSession();
  const place = `edit.${message.id}`;
  const sent = textOf(message);
  const [isEditing, setIsEditing] = useState(() => session.drafts.of(place) !== '');

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
        <QuestionEditor
          text={session.drafts.of(place) || sent}
          hint={words.earlierAnswers}
          saveName={words.send}
          keep={(text) => session.drafts.keep(place, text === sent ? '' : text)}
          typed={(text) => session.editing(text === null ? null : { messageId: message.id, text })}
          cancel={() => {
            session.drafts.keep(place, '');
            setIsEditing(false);
            focusComposer();
          }}
          save={async (text, pressedAt) => {
            if (await session.edit(message.id, text, pressedAt)) {
              session.drafts.keep(place, '');
              setIsEditing(false);
              focusComposer();
            }
          }}
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
          </div>
        </>
      )}
    </article>
  );
});
