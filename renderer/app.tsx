/** The window: chats on the left, the shown chat on the right, its composer below. */
import { useCallback, useEffect, useState } from 'react';
import { ChatList } from './chats/chat-list.tsx';
import { Composer } from './chats/composer.tsx';
import { useCopyAsMarkdown } from './message/copy/use-copy.ts';
import { Conversation } from './chats/conversation.tsx';
import { Notices } from './notices.tsx';
import type { OpenPort } from './state/connection.ts';
import { Header } from './header.tsx';
import { Mark } from './controls/mark.tsx';
import { LensPage } from './lens-page.tsx';
import { DropTarget } from './library/drop-target.tsx';
import { Interrupting } from './engines/interrupting.tsx';
import { ModelsPage } from './models-page.tsx';
import { Boundary, FailedWindow } from './controls/boundary.tsx';
import { createSession } from './state/session.ts';
import { SessionContext, useSession, useWindow } from './state/use-session.ts';
import { useShortcuts } from './controls/shortcuts.ts';
import { useTheme } from './state/theme.ts';
import { chatWords } from './words/chat.ts';
import { frameWords as words } from './words/frame.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/chat.css';
import './styles/markdown.css';
import './styles/highlight.css';
import './styles/latency.css';
import './styles/plots.css';
import './styles/tabs.css';
import './styles/lens.css';
import './styles/machine.css';
import './styles/statistics.css';
import './styles/benchmark.css';
import './styles/models.css';
import './styles/library.css';
import './styles/fit.css';
import './styles/find.css';
import './styles/downloads.css';
import './styles/panels.css';
import './styles/forced-colors.css';

export const App = ({ openPort }: { openPort: OpenPort }) => {
  const [session] = useState(() => createSession(openPort));
  useEffect(() => session.start(), [session]);
  return (
    <Boundary fallback={<FailedWindow />}>
      <SessionContext value={session}>
        <Window />
      </SessionContext>
    </Boundary>
  );
};

const Window = () => {
  const session = useSession();
  const shownChatId = useWindow((state) => state.shownChatId);
  // The chat over which the drawer was opened: showing another one closes it.
  const [drawerOver, setDrawerOver] = useState<string | null>(null);
  const place = shownChatId ?? 'new';
  const isDrawerOpen = drawerOver === place;
  const closeDrawer = useCallback(() => setDrawerOver(null), []);
  const title = useWindow((state) =>
    state.page === 'models'
      ? words.pages.models
      : state.page === 'lens'
        ? words.pages.lens
        : (state.chats.find(({ id }) => id === state.shownChatId)?.title ?? chatWords.list.newChat),
  );
  const page = useWindow((state) => state.page);
  const isConnected = useWindow((state) => state.app !== null);
  const announcement = useWindow((state) => state.announcement);
  useTheme();
  useCopyAsMarkdown();
  useShortcuts(session, isDrawerOpen ? closeDrawer : null);
  useEffect(() => {
    document.title = words.windowTitle(title);
  }, [title]);

  return (
    <div className="window" data-drawer={isDrawerOpen ? 'open' : 'closed'}>
      <ChatList close={closeDrawer} />
      {isDrawerOpen && (
        <button type="button" className="drawer-shade" aria-hidden tabIndex={-1} onClick={closeDrawer} />
      )}
      <main className="chat">
        <Header openDrawer={() => setDrawerOver(place)} />
        {page === 'chat' && (
          <h1 className="hidden" dir="auto">
            {title}
          </h1>
        )}
        {page === 'lens' ? (
          <LensPage />
        ) : page === 'models' ? (
          <ModelsPage />
        ) : isConnected ? (
          <Conversation key={place} />
        ) : (
          <Connecting />
        )}
        <div className="foot">
          <Notices />
          {page === 'chat' && <Composer key={place} />}
        </div>
      </main>
      <DropTarget />
      <Interrupting />
      <div className="hidden" role="status">
        {announcement}
      </div>
    </div>
  );
};

const Connecting = () => {
  const isRefused = useWindow((state) => state.connection === 'refused');
  if (!isRefused)
    return (
      <div className="conversation is-connecting">
        <p>{words.starting}</p>
      </div>
    );
  return (
    <div className="conversation">
      <div className="empty" role="status">
        <Mark size={44} />
        <h2>{words.noKey.title}</h2>
        <p>{words.noKey.advice}</p>
      </div>
    </div>
  );
};
