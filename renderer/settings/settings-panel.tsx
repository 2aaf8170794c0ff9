/** The settings for all models, drawn from the registry. Each change applies at once; a refused one keeps the typed text. */
import type { ComponentType } from 'react';
import { groups } from '../../main/shared/settings/entry.ts';
import { entryOf, namesIn, type SettingName } from '../../main/shared/settings/registry.ts';
import { BackupSection } from '../backup/backup-section.tsx';
import { SyncSection } from '../backup/sync-section.tsx';
import { GlobalSetting } from '../controls/setting-field.tsx';
import { Connections } from '../network/connections.tsx';
import { useClosePopover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { serverWords } from '../words/local-server.ts';
import { settingsWords as words } from '../words/settings.ts';
import { DesktopSettings } from './desktop-settings.tsx';
import { LogSection } from './log-section.tsx';
import { AboutHearth } from './about-hearth.tsx';
import { SnapshotSpace } from './snapshot-space.tsx';

/** The settings with a control of their own. */
const ownControls: Partial<Record<SettingName, ComponentType>> = { snapshotBudget: SnapshotSpace };

/** Those of the network, of the local server and of the desktop have a place of their own. */
const elsewhere = new Set(['network', 'programs', 'desktop']);
const names = namesIn('all').filter((name) => !elsewhere.has(entryOf(name).group));

export const SettingsPanel = () => {
  const app = useWindow((state) => state.app);
  const hasSettings = useWindow((state) => state.settings !== null);
  if (!hasSettings || app === null) return <p className="hint">{words.notConnected}</p>;
  return (
    <>
      <h2>{words.title}</h2>
      {names.map((name) => {
        const Own = ownControls[name];
        return Own ? <Own key={name} /> : <GlobalSetting key={name} name={name} />;
      })}
      <Connections />
      <LocalServer />
      {app.shell === 'window' && <DesktopSettings />}
      <BackupSection />
      <SyncSection />
      <LogSection />
      <AboutHearth />
      <dl className="facts">
        <dt>{words.facts.models}</dt>
        <dd className="path">{app.modelFolder}</dd>
        <dt>{words.facts.dataFolder}</dt>
        <dd className="path">{app.dataFolder}</dd>
        <dt>{words.facts.version}</dt>
        <dd>{app.version}</dd>
      </dl>
    </>
  );
};

/** The local server has a page of its own. */
const LocalServer = () => {
  const session = useSession();
  const close = useClosePopover();
  return (
    <>
      <h3>{groups.programs}</h3>
      <button
        type="button"
        className="button is-wide"
        onClick={() => {
          close();
          session.showPage('api', 'server');
        }}
      >
        {serverWords.open}
      </button>
    </>
  );
};
