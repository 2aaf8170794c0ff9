/** The recently deleted chats: each can be restored for 30 days, or deleted permanently after a question. */
import { Trash2 } from 'lucide-react';
import type { DeletedChat } from '../../main/shared/contract/chats.ts';
import { count } from '../words/figures.ts';
import { ago } from '../words/models.ts';
import { Confirm } from '../controls/confirm.tsx';
import { Popover, useClosePopover } from '../controls/popover.tsx';
import { useNow } from '../controls/use-now.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.deleted;

export const DeletedChats = () => {
  const chats = useWindow((state) => state.deletedChats);
  // The button stays while its panel is open, even when the last chat has left it.
  return chats === null ? null : (
    <Popover
      label={words.title}
      button={
        <>
          <Trash2 aria-hidden />
          {words.title}
          {chats.length > 0 && <span className="button-count">{count(chats.length)}</span>}
        </>
      }
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
      <h2>{words.title}</h2>
      {chats.length === 0 ? (
        <p className="hint">{words.empty}</p>
      ) : (
        <>
          <p className="hint">{words.kept}</p>
          <ul className="deleted-chats" aria-label={words.list}>
            {chats.map((chat) => (
              <Row key={chat.id} chat={chat} />
            ))}
          </ul>
          <div>
            <Confirm
              label={words.deleteAll}
              question={words.confirmAll(chats.length)}
              yes={words.deletePermanently}
              act={() => session.attempt('purgeDeletedChats', {})}
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
      <p className="hint">{words.about(messages, ago(deletedAt, now))}</p>
      <span className="deleted-tools">
        <button
          type="button"
          className="button"
          aria-label={words.restoreChat(title)}
          onClick={() => {
            close();
            void session.restoreChat(id);
          }}
        >
          {words.restore}
        </button>
        <Confirm
          label={words.delete}
          about={words.deleteChat(title)}
          question={words.confirm}
          yes={words.deletePermanently}
          act={() => session.attempt('purgeChat', { chatId: id })}
        />
      </span>
    </li>
  );
};
