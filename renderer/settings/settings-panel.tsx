/** The settings for all models, drawn from the registry. Each change applies at once; a refused one keeps the typed text. */
import type { ComponentType } from 'react';
import { entryOf, namesIn, type SettingName } from '../../main/shared/settings/registry.ts';
import { GlobalSetting } from '../controls/setting-field.tsx';
import { Connections } from '../network/connections.tsx';
import { useWindow } from '../state/use-session.ts';
import { settingsWords as words } from '../words/settings.ts';
import { SnapshotSpace } from './snapshot-space.tsx';

/** The settings with a control of their own. */
const ownControls: Partial<Record<SettingName, ComponentType>> = { snapshotBudget: SnapshotSpace };

const names = namesIn('all').filter((name) => entryOf(name).group !== 'network');

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
