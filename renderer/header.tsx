/** The line above the chat: the engine as it is, the model panel and the settings. */
import { PanelLeft, Settings } from 'lucide-react';
import { EngineLine } from './models/engine-line.tsx';
import { Popover } from './parts/popover.tsx';
import { SettingsPanel } from './settings/settings-panel.tsx';

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
