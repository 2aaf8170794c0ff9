/** The chats, newest first. */
import { Plus, X } from 'lucide-react';
import { Mark } from '../parts/mark.tsx';
import { focusComposer } from '../shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { ChatRow } from './chat-row.tsx';
import { DeletedChats } from './deleted-chats.tsx';

export const ChatList = ({ close }: { close: () => void }) => {
  const session = useSession();
  const chats = useWindow((state) => state.chats);
  const shownChatId = useWindow((state) => state.shownChatId);
  const isConnected = useWindow((state) => state.app !== null);
  return (
    <nav className="chats" aria-label="Chats">
      <div className="chats-head">
        <Mark size={20} />
        <span className="brand">Hearth</span>
        <button
          type="button"
          className="icon-button drawer-button"
          aria-label="Hide chats"
          title="Hide chats"
          onClick={close}
        >
          <X aria-hidden />
        </button>
      </div>
      <button
        type="button"
        id="new-chat"
        className="new-chat"
        onClick={() => {
          session.showChat(null);
          close();
          focusComposer();
        }}
      >
        <Plus aria-hidden />
        New chat
      </button>
      {chats.length > 0 ? (
        <ul className="chat-rows">
          {chats.map((chat) => (
            <ChatRow key={chat.id} chat={chat} isShown={chat.id === shownChatId} close={close} />
          ))}
        </ul>
      ) : (
        isConnected && <p className="chats-empty">Your chats will stand here.</p>
      )}
      <DeletedChats />
    </nav>
  );
};
