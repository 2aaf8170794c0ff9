/** The line above every page: the engine's state, and the buttons for the pages and the settings. */
import { PanelLeft, Settings, WifiOff } from 'lucide-react';
import { commands, titleOf } from './commands/commands.ts';
import { Popover } from './controls/popover.tsx';
import { DownloadMark } from './downloads/download-mark.tsx';
import { pages, type Page } from './pages.tsx';
import { SettingsPanel } from './settings/settings-panel.tsx';
import { useSession, useWindow } from './state/use-session.ts';
import { EngineLine } from './switcher/engine-line.tsx';
import { common } from './words/common.ts';
import { frameWords as words } from './words/frame.ts';

export const Header = () => {
  const session = useSession();
  return (
    <header className="header">
      <button
        type="button"
        id="show-chats"
        className="icon-button drawer-button"
        aria-label={commands.showChats.name}
        title={titleOf(commands.showChats)}
        onClick={() => commands.showChats.run(session)}
      >
        <PanelLeft aria-hidden />
      </button>
      <EngineLine />
      <DownloadMark />
      <OfflineMark />
      {pages.map((page) => page.button && <PageButton key={page.id} page={page} button={page.button} />)}
      <Popover
        panel="settings"
        label={commands.settings.name}
        button={<Settings aria-hidden />}
        buttonLabel={commands.settings.name}
        buttonTitle={titleOf(commands.settings)}
        buttonClass="icon-button"
        panelClass="all-settings"
      >
        <SettingsPanel />
      </Popover>
    </header>
  );
};

interface PageButtonProps {
  page: Page;
  button: NonNullable<Page['button']>;
}

/** Opens its page, or returns to the chat. */
const PageButton = ({ page: { id, name }, button: { Icon, hint, keys, Mark } }: PageButtonProps) => {
  const { showPage } = useSession();
  const isOpen = useWindow((state) => state.page === id);
  return (
    <button
      type="button"
      className="icon-button"
      aria-pressed={isOpen}
      title={isOpen ? commands.backToChat.name : titleOf({ name: hint, keys })}
      onClick={() => showPage(isOpen ? pages[0].id : id)}
    >
      <Icon aria-hidden />
      <span className="hidden">{name}</span>
      {Mark && <Mark />}
    </button>
  );
};

/** Marks offline mode and opens the network log, which also has the setting. */
const OfflineMark = () => {
  const session = useSession();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  return isOffline ? (
    <button
      type="button"
      className="header-mark"
      aria-label={common.offline}
      title={words.offlineHint}
      onClick={() => session.showPage('models', 'requests')}
    >
      <WifiOff aria-hidden />
      <span>{common.offline}</span>
    </button>
  ) : null;
};
