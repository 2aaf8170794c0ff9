/** The window: chats on the left, the shown page on the right. */
import { useEffect, useState } from 'react';
import { ChatList } from './chats/chat-list.tsx';
import { MoveDialog } from './chats/move-dialog.tsx';
import { SpokenAnswer } from './spoken/spoken-answer.tsx';
import { AskedDialog } from './asked-dialog.tsx';
import { allCommands } from './all-commands.ts';
import { useShortcuts } from './controls/shortcuts.ts';
import { useCopyAsMarkdown } from './message/copy/use-copy.ts';
import type { OpenPort } from './state/connection.ts';
import { Header } from './header.tsx';
import { PageFrame } from './page-frame.tsx';
import { ZoomMark } from './controls/zoom-mark.tsx';
import { useDesktopShell } from './use-desktop-shell.ts';
import { ReportDialog } from './settings/report-dialog.tsx';
import { Palette } from './palette/palette.tsx';
import { ShortcutSheet } from './palette/shortcut-sheet.tsx';
import { PromptLibrary } from './prompts/prompt-library.tsx';
import { ReaderPane } from './documents/reader-pane.tsx';
import { DropTarget } from './library/drop-target.tsx';
import { Interrupting } from './engines/interrupting.tsx';
import { Boundary, FailedWindow } from './controls/boundary.tsx';
import { QuickWindow } from './quick-window.tsx';
import { isQuickWindow } from './state/window-address.ts';
import { createSession } from './state/session.ts';
import { SessionContext, useSession, useWindow } from './state/use-session.ts';
import { useTheme } from './state/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/chat-list.css';
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
import './styles/search.css';
import './styles/panels.css';
import './styles/palette.css';
import './styles/prompts.css';
import './styles/transfer.css';
import './styles/documents.css';
import './styles/tree.css';
import './styles/api.css';
import './styles/comparison.css';
import './styles/desktop.css';
import './styles/forced-colors.css';
import './styles/print.css';

export const App = ({ openPort }: { openPort: OpenPort }) => {
  const [session] = useState(() => createSession(openPort));
  useEffect(() => session.start(), [session]);
  return (
    <Boundary fallback={<FailedWindow />}>
      <SessionContext value={session}>{isQuickWindow ? <Quick /> : <Window />}</SessionContext>
    </Boundary>
  );
};

/** The quick window has the same looks. */
const Quick = () => {
  useTheme();
  useCopyAsMarkdown();
  return <QuickWindow />;
};

const Window = () => {
  const { openDrawer } = useSession();
  const isDrawerOpen = useWindow((state) => state.isDrawerOpen);
  const announcement = useWindow((state) => state.announcement);
  useTheme();
  useCopyAsMarkdown();
  useShortcuts(allCommands);
  useDesktopShell();

  return (
    <div className="window" data-drawer={isDrawerOpen ? 'open' : 'closed'}>
      <ChatList />
      {isDrawerOpen && (
        <button
          type="button"
          className="drawer-shade"
          aria-hidden
          tabIndex={-1}
          onClick={() => openDrawer(false)}
        />
      )}
      <main className="chat">
        <Header />
        <PageFrame />
      </main>
      <ReaderPane />
      <DropTarget />
      <Palette commands={allCommands} />
      <ShortcutSheet commands={allCommands} />
      <ReportDialog />
      <PromptLibrary />
      <Interrupting />
      <MoveDialog />
      <AskedDialog />
      <div className="hidden" role="status">
        {announcement}
      </div>
      <SpokenAnswer />
      <ZoomMark />
    </div>
  );
};
