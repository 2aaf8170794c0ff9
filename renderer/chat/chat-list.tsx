/** The chats, newest first, with the way to a new one and to the deleted ones. */
import { Plus, X } from 'lucide-react';
import { Mark } from '../parts/mark.tsx';
import { focusComposer } from '../shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { ChatRows } from './chat-rows.tsx';
import { DeletedChats } from './deleted-chats.tsx';

export const ChatList = ({ close }: { close: () => void }) => {
  const session = useSession();
  const chats = useWindow((state) => state.chats);
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
        <ChatRows chats={chats} close={close} />
      ) : (
        <p className="chats-empty">{isConnected && 'Your chats appear here.'}</p>
      )}
      <DeletedChats />
    </nav>
  );
};
