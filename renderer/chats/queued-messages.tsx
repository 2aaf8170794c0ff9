/** The messages that wait for the running answer, below it. Each can be edited or taken back until it is sent. */
import { ArrowUp, Pencil, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { QueuedMessage } from '../../main/shared/contract/queue.ts';
import { SentEditor } from '../message/sent-editor.tsx';
import { Parts } from '../message/parts.tsx';
import { focusComposer } from '../state/focus-composer.ts';
import { hasEdit } from '../state/edits.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.queue;
const none: readonly QueuedMessage[] = [];

export const QueuedMessages = ({ chatId }: { chatId: string | null }) => {
  const queued = useWindow((state) => (chatId === null ? none : (state.queued.get(chatId) ?? none)));
  const isRunning = useWindow((state) => state.phase !== null);
  if (queued.length === 0) return null;
  return (
    <section className="queue" aria-label={words.label}>
      {queued.map((message, index) => (
        <Queued key={message.id} message={message} canSend={!isRunning && index === 0} />
      ))}
      <p className="queue-note">{isRunning ? words.waiting : words.held}</p>
    </section>
  );
};

/** `canSend`: it is the next one, and no answer runs before it. */
const Queued = ({ message, canSend }: { message: QueuedMessage; canSend: boolean }) => {
  const session = useSession();
  const [isEditing, setIsEditing] = useState(() => hasEdit(session.drafts, message.id));
  return (
    <article className="message question is-queued" aria-label={words.message}>
      {isEditing ? (
        <SentEditor
          messageId={message.id}
          parts={message.parts}
          hint={words.editHint}
          saveName={words.save}
          save={(parts) => session.editQueued(message.id, parts)}
          close={() => setIsEditing(false)}
        />
      ) : (
        <>
          <div className="question-box">
            <Parts message={{ id: message.id, role: 'user', ending: 'finished' }} parts={message.parts} />
          </div>
          {message.beginning !== null && <p className="queue-note">{words.begins(message.beginning)}</p>}
          <div className="message-tools">
            <button
              type="button"
              className="icon-button"
              aria-label={words.edit}
              title={words.edit}
              onClick={() => setIsEditing(true)}
            >
              <Pencil aria-hidden />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={words.takeBack}
              title={words.takeBackHint}
              onClick={() => {
                void session.takeBack(message);
                focusComposer();
              }}
            >
              <Undo2 aria-hidden />
            </button>
            {canSend && (
              <button
                type="button"
                className="button is-main"
                onClick={(event) => void session.sendQueued(message.chatId, event.timeStamp)}
              >
                <ArrowUp aria-hidden />
                {words.send}
              </button>
            )}
          </div>
        </>
      )}
    </article>
  );
};
