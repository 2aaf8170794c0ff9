/** What the person can set. Each change applies by itself; a refused one keeps what was typed, with its sentence. */
import type { Backend, KvPrecision } from '../../main/shared/contract/engine.ts';
import type { Settings } from '../../main/shared/contract/settings.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { backendOptions } from '../engines/backend-options.ts';
import { Choice } from '../controls/choice.tsx';
import { Connections } from '../network/connections.tsx';
import { NumberField } from '../controls/number-field.tsx';
import { SnapshotSpace } from './snapshot-space.tsx';
import { Switch } from '../controls/switch.tsx';
import { TextField } from '../controls/text-field.tsx';
import { common } from '../words/common.ts';
import { settingsWords as words } from '../words/settings.ts';

export const SettingsPanel = () => {
  const session = useSession();
  const settings = useWindow((state) => state.settings);
  const app = useWindow((state) => state.app);
  const kvSaving = useWindow((state) => state.engine?.model?.kvSavingBytes ?? null);
  if (settings === null || app === null) return <p className="hint">{words.notConnected}</p>;
  const change = (patch: Partial<Settings>): Promise<void> => session.changeSettings(patch);
  return (
    <>
      <h2>{words.title}</h2>
      <Choice
        label={words.theme.label}
        value={settings.theme}
        options={[
          ['system', words.theme.system],
          ['light', words.theme.light],
          ['dark', words.theme.dark],
        ]}
        change={(theme) => change({ theme: theme as Settings['theme'] })}
      />
      <Choice
        label={words.backend.label}
        value={settings.backend ?? ''}
        options={[['', common.automatic], ...backendOptions(app.platform, settings.backend)]}
        hint={words.backend.hint}
        change={(backend) => change({ backend: backend === '' ? null : (backend as Backend) })}
      />
      <NumberField
        label={words.threads.label}
        value={settings.threads}
        hint={words.threads.hint(app.cores)}
        change={(threads) => change({ threads })}
      />
      <Choice
        label={words.flashAttention.label}
        value={settings.flashAttention === null ? '' : settings.flashAttention ? 'on' : 'off'}
        options={[
          ['', common.automatic],
          ['on', common.on],
          ['off', common.off],
        ]}
        hint={words.flashAttention.hint}
        change={(choice) => change({ flashAttention: choice === '' ? null : choice === 'on' })}
      />
      <NumberField
        label={words.batchSize.label}
        value={settings.batchSize}
        hint={words.batchSize.hint}
        change={(batchSize) => change({ batchSize })}
      />
      <NumberField
        label={words.contextLength.label}
        value={settings.contextLength}
        hint={words.contextLength.hint}
        change={(contextLength) => change({ contextLength })}
      />
      <NumberField
        hasDecimals
        label={words.temperature.label}
        value={settings.temperature}
        hint={words.temperature.hint}
        change={(temperature) => change({ temperature })}
      />
      <Choice
        label={words.kvPrecision.label}
        value={settings.kvPrecision}
        options={[
          ['f16', words.kvPrecision.names.f16],
          ['q8_0', words.kvPrecision.names.q8_0],
        ]}
        hint={kvSaving === null ? words.kvPrecision.hint : words.kvPrecision.saving(kvSaving)}
        change={(precision) => change({ kvPrecision: precision as KvPrecision })}
      />
      <Switch
        label={words.typeAhead.label}
        isOn={settings.typeAhead}
        hint={words.typeAhead.hint}
        change={(typeAhead) => change({ typeAhead })}
      />
      <NumberField
        label={words.longestAnswer.label}
        value={settings.longestAnswer}
        placeholder={words.longestAnswer.placeholder}
        hint={words.longestAnswer.hint}
        change={(longestAnswer) => change({ longestAnswer })}
      />
      <Switch
        label={words.speculative.label}
        isOn={settings.speculative}
        hint={words.speculative.hint}
        change={(speculative) => change({ speculative })}
      />
      <SnapshotSpace
        budget={settings.snapshotBudget}
        change={(snapshotBudget) => change({ snapshotBudget })}
      />
      <NumberField
        label={words.unloadAfter.label}
        value={settings.unloadAfterMinutes}
        placeholder={common.never}
        hint={words.unloadAfter.hint}
        change={(unloadAfterMinutes) => change({ unloadAfterMinutes })}
      />
      <TextField
        label={words.systemPrompt.label}
        value={settings.systemPrompt}
        hint={words.systemPrompt.hint}
        isTall
        change={(systemPrompt) => change({ systemPrompt })}
      />
      <Connections settings={settings} />
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
