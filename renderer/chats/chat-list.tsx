/** The list of chats, with buttons for a new chat and a new folder, the tools for selected chats, and the recently deleted ones. */
import { FolderPlus, ListChecks, Plus, X } from 'lucide-react';
import { commands, titleOf } from '../commands/commands.ts';
import { Mark } from '../controls/mark.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { ChatSearch } from '../search/search-field.tsx';
import { ChatRows } from './chat-rows.tsx';
import { DeletedChats } from './deleted-chats.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TransferPanel } from '../transfer/transfer-panel.tsx';
import { chatWords } from '../words/chat.ts';

const words = chatWords.list;

export const ChatList = () => {
  const session = useSession();
  const isEmpty = useWindow((state) => state.chats.length === 0 && state.folders.length === 0);
  const hasChats = useWindow((state) => state.chats.length > 0);
  const selection = useWindow((state) => state.selection);
  const isConnected = useWindow((state) => state.app !== null);
  return (
    <nav className="chats" aria-label={words.label}>
      <div className="chats-head">
        <Mark size={20} />
        <span className="brand">{words.app}</span>
        <button
          type="button"
          className="icon-button"
          aria-label={commands.newFolder.name}
          title={titleOf(commands.newFolder)}
          onClick={() => commands.newFolder.run(session)}
        >
          <FolderPlus aria-hidden />
        </button>
        {hasChats && (
          <button
            type="button"
            className="icon-button"
            aria-label={commands.selectChats.name}
            title={titleOf(commands.selectChats)}
            aria-pressed={selection !== null}
            onClick={() => commands.selectChats.run(session)}
          >
            <ListChecks aria-hidden />
          </button>
        )}
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
      <ChatSearch>
        {selection !== null && <SelectionBar selection={selection} />}
        {isEmpty ? <p className="chats-empty">{isConnected && words.empty}</p> : <ChatRows />}
      </ChatSearch>
      <DeletedChats />
      <TransferPanel />
    </nav>
  );
};
