/** The line above the chat: the engine as it is, the model panel and the settings. */
import { Boxes, Gauge, PanelLeft, Settings, WifiOff } from 'lucide-react';
import { DownloadMark } from './downloads/download-mark.tsx';
import type { ReactNode } from 'react';
import { EngineLine } from './switcher/engine-line.tsx';
import { Popover } from './controls/popover.tsx';
import { SettingsPanel } from './settings/settings-panel.tsx';
import { useSession, useWindow } from './state/use-session.ts';
import type { Page } from './state/window-state.ts';
import { common } from './words/common.ts';
import { frameWords as words } from './words/frame.ts';
import { settingsWords } from './words/settings.ts';

export const Header = ({ openDrawer }: { openDrawer: () => void }) => (
  <header className="header">
    <button
      type="button"
      className="icon-button drawer-button"
      aria-label={words.showChats}
      title={words.showChats}
      onClick={() => {
        openDrawer();
        requestAnimationFrame(() => document.getElementById('new-chat')?.focus());
      }}
    >
      <PanelLeft aria-hidden />
    </button>
    <EngineLine />
    <DownloadMark />
    <OfflineMark />
    <PageButton page="models" label={words.pages.models} title={words.modelsHint}>
      <Boxes aria-hidden />
    </PageButton>
    <PageButton page="lens" label={words.pages.lens} title={words.lensHint}>
      <Gauge aria-hidden />
    </PageButton>
    <Popover
      label={settingsWords.title}
      button={<Settings aria-hidden />}
      buttonId="settings-button"
      buttonLabel={settingsWords.title}
      buttonClass="icon-button"
      panelClass="settings-panel"
    >
      <SettingsPanel />
    </Popover>
  </header>
);

interface PageButtonProps {
  page: Page;
  label: string;
  title: string;
  children: ReactNode;
}

/** To a page of its own, and back to the chat. */
const PageButton = ({ page, label, title, children }: PageButtonProps) => {
  const session = useSession();
  const isOpen = useWindow((state) => state.page === page);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-pressed={isOpen}
      title={isOpen ? words.backToChat : title}
      onClick={() => session.showPage(isOpen ? 'chat' : page)}
    >
      {children}
    </button>
  );
};

/** Nothing goes out; where that is set and what went out before is one press away. */
const OfflineMark = () => {
  const session = useSession();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  return isOffline ? (
    <button
      type="button"
      className="header-mark"
      aria-label={common.offline}
      title={words.offlineHint}
      onClick={() => session.showModels('requests')}
    >
      <WifiOff aria-hidden />
      <span>{common.offline}</span>
    </button>
  ) : null;
};
