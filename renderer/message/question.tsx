/** A message of the user: shown as it was typed, and edited in place. */
import { Pencil } from 'lucide-react';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Message } from '../../main/shared/contract/message.ts';
import { textOf } from '../../main/shared/message/parts.ts';
import { isOfComposition } from '../controls/composition.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { useFitHeight } from '../controls/use-fit-height.ts';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession } from '../state/use-session.ts';
import { useSignal } from '../state/use-signal.ts';
import { messageElementId } from '../controls/go-to-message.ts';
import { Parts } from './parts.tsx';
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

interface EditorProps {
  text: string;
  keep: (text: string) => void;
  /** Called with the text while it is edited, and with `null` when the edit is abandoned. */
  typed: (text: string | null) => void;
  cancel: () => void;
  save: (text: string, pressedAt: number) => Promise<void>;
}

const QuestionEditor = ({ text, keep, typed, cancel, save }: EditorProps) => {
  const [value, setValue] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);
  useFitHeight(field, value);
  const leave = useRef(typed);
  useEffect(() => () => leave.current(null), []);
  const trySave = ({ timeStamp }: { timeStamp: number }): void => {
    if (value.trim() !== '') void save(value, timeStamp);
  };
  return (
    <div className="question-editor">
      <textarea
        ref={field}
        aria-label={words.editor}
        dir="auto"
        value={value}
        onFocus={() => typed(value)}
        onChange={(event) => {
          setValue(event.target.value);
          keep(event.target.value);
          typed(event.target.value);
        }}
        onKeyDown={(event) => {
          if (isOfComposition(event)) return;
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            trySave(event);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            cancel();
          }
        }}
      />
      <div className="editor-tools">
        <span className="hint">{words.earlierAnswers}</span>
        <button type="button" className="button" onClick={cancel}>
          {words.cancel}
        </button>
        <button type="button" className="button is-main" disabled={value.trim() === ''} onClick={trySave}>
          {words.send}
        </button>
      </div>
    </div>
  );
};
