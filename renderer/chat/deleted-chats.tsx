/** The recently deleted chats: each can be restored for 30 days, or deleted for good after a question. */
import { Trash2 } from 'lucide-react';
import type { DeletedChat } from '../../main/contract/types.ts';
import { count } from '../latency/figures.ts';
import { ago } from '../models/model-words.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Popover, useClosePopover } from '../parts/popover.tsx';
import { useNow } from '../parts/use-now.ts';
import { useSession, useWindow } from '../state/use-session.ts';

export const DeletedChats = () => {
  const chats = useWindow((state) => state.deletedChats);
  // While the panel is open, its button stays even when the last chat has left it.
  return chats === null ? null : (
    <Popover
      label="Recently deleted"
      button={
        <>
          <Trash2 aria-hidden />
          Recently deleted
          {chats.length > 0 && <span className="button-count">{count(chats.length)}</span>}
        </>
      }
      buttonId="deleted-chats"
      buttonClass="deleted-button"
      panelClass="deleted-panel"
    >
      <Content chats={chats} />
    </Popover>
  );
};

const Content = ({ chats }: { chats: readonly DeletedChat[] }) => {
  const session = useSession();
  return (
    <>
      <h2>Recently deleted</h2>
      {chats.length === 0 ? (
        <p className="hint">A chat that you delete is kept here for 30 days.</p>
      ) : (
        <>
          <p className="hint">Each chat is kept for 30 days after you delete it.</p>
          <ul className="deleted-chats" aria-label="Recently deleted chats">
            {chats.map((chat) => (
              <Row key={chat.id} chat={chat} />
            ))}
          </ul>
          <div>
            <Confirm
              label="Delete all…"
              question={`${chats.length === 1 ? 'The chat' : `All ${count(chats.length)} chats`} will be deleted for good.`}
              yes="Delete for good"
              act={session.purgeDeletedChats}
            />
          </div>
        </>
      )}
    </>
  );
};

const Row = ({ chat: { id, title, messages, deletedAt } }: { chat: DeletedChat }) => {
  const session = useSession();
  const close = useClosePopover();
  const now = useNow();
  return (
    <li>
      <p className="deleted-title" dir="auto" title={title}>
        {title}
      </p>
      <p className="hint">
        {count(messages)} {messages === 1 ? 'message' : 'messages'}, deleted {ago(deletedAt, now)}
      </p>
      <span className="deleted-tools">
        <button
          type="button"
          className="button"
          aria-label={`Restore “${title}”`}
          onClick={() => {
            close();
            void session.restoreChat(id);
          }}
        >
          Restore
        </button>
        <Confirm
          label="Delete…"
          about={`Delete “${title}” for good`}
          question="This chat will be deleted for good."
          yes="Delete for good"
          act={() => session.purgeChat(id)}
        />
      </span>
    </li>
  );
};
