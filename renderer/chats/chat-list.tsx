/** The chats, newest first, with the way to a new one and to the deleted ones. */
import { Plus, X } from 'lucide-react';
import { Mark } from '../controls/mark.tsx';
import { focusComposer } from '../controls/shortcuts.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { ChatRows } from './chat-rows.tsx';
import { DeletedChats } from './deleted-chats.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.list;

export const ChatList = ({ close }: { close: () => void }) => {
  const session = useSession();
  const chats = useWindow((state) => state.chats);
  const isConnected = useWindow((state) => state.app !== null);
  return (
    <nav className="chats" aria-label={words.label}>
      <div className="chats-head">
        <Mark size={20} />
        <span className="brand">{words.app}</span>
        <button
          type="button"
          className="icon-button drawer-button"
          aria-label={words.hide}
          title={words.hide}
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
        {words.newChat}
      </button>
      {chats.length > 0 ? (
        <ChatRows chats={chats} close={close} />
      ) : (
        <p className="chats-empty">{isConnected && words.empty}</p>
      )}
      <DeletedChats />
    </nav>
  );
};
