/** The line above the chat: the engine as it is, the model panel and the settings. */
import { Gauge, PanelLeft, Settings } from 'lucide-react';
import { EngineLine } from './models/engine-line.tsx';
import { Popover } from './parts/popover.tsx';
import { SettingsPanel } from './settings/settings-panel.tsx';
import { useSession, useWindow } from './state/use-session.ts';

export const Header = ({ openDrawer }: { openDrawer: () => void }) => (
  <header className="header">
    <button
      type="button"
      className="icon-button drawer-button"
      aria-label="Show chats"
      title="Show chats"
      onClick={() => {
        openDrawer();
        requestAnimationFrame(() => document.getElementById('new-chat')?.focus());
      }}
    >
      <PanelLeft aria-hidden />
    </button>
    <EngineLine />
    <LensButton />
    <Popover
      label="Settings"
      button={<Settings aria-hidden />}
      buttonLabel="Settings"
      buttonClass="icon-button"
      panelClass="settings-panel"
    >
      <SettingsPanel />
    </Popover>
  </header>
);

/** To what Hearth measured, and back to the chat. */
const LensButton = () => {
  const session = useSession();
  const isOpen = useWindow((state) => state.page === 'lens');
  return (
    <button
      type="button"
      className="icon-button"
      aria-label="Lens"
      aria-pressed={isOpen}
      title={isOpen ? 'Back to the chat' : 'Speeds, benchmarks and this machine'}
      onClick={() => session.showPage(isOpen ? 'chat' : 'lens')}
    >
      <Gauge aria-hidden />
    </button>
  );
};
