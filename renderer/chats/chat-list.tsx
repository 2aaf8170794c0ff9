/** The chats, newest first, with a button for a new chat and the recently deleted chats. */
import { Plus, X } from 'lucide-react';
import { commands, titleOf } from '../commands/commands.ts';
import { Mark } from '../controls/mark.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { ChatRows } from './chat-rows.tsx';
import { DeletedChats } from './deleted-chats.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.list;

export const ChatList = () => {
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
          aria-label={commands.hideChats.name}
          title={titleOf(commands.hideChats)}
          onClick={() => commands.hideChats.run(session)}
        >
          <X aria-hidden />
        </button>
      </div>
      <button
        type="button"
        id="new-chat"
        className="new-chat"
        title={titleOf(commands.newChat)}
        onClick={() => commands.newChat.run(session)}
      >
        <Plus aria-hidden />
        {commands.newChat.name}
      </button>
      {chats.length > 0 ? (
        <ChatRows chats={chats} />
      ) : (
        <p className="chats-empty">{isConnected && words.empty}</p>
      )}
      <DeletedChats />
    </nav>
  );
};
