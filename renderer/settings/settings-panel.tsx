/** What the person can set. Each change applies by itself; a refused one keeps what was typed, with its sentence. */
import type { Backend, KvPrecision, Settings } from '../../main/contract/types.ts';
import { bytes } from '../latency/figures.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { backendOptions } from './backend-options.ts';
import { Choice } from './choice.tsx';
import { Connections } from './connections.tsx';
import { NumberField } from './number-field.tsx';
import { SnapshotSpace } from './snapshot-space.tsx';
import { Switch } from './switch.tsx';
import { TextField } from './text-field.tsx';

export const SettingsPanel = () => {
  const session = useSession();
  const settings = useWindow((state) => state.settings);
  const app = useWindow((state) => state.app);
  const kvSaving = useWindow((state) => state.engine?.model?.kvSavingBytes ?? null);
  if (settings === null || app === null) return <p className="hint">Settings come with the connection.</p>;
  const change = (patch: Partial<Settings>): Promise<void> => session.changeSettings(patch);
  return (
    <>
      <h2>Settings</h2>
      <Choice
        label="Theme"
        value={settings.theme}
        options={[
          ['system', 'As the system'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
        change={(theme) => change({ theme: theme as Settings['theme'] })}
      />
      <Choice
        label="Backend"
        value={settings.backend ?? ''}
        options={[['', 'Automatic'], ...backendOptions(app.platform, settings.backend)]}
        hint="Where the model runs. Automatic takes the best that works."
        change={(backend) => change({ backend: backend === '' ? null : (backend as Backend) })}
      />
      <NumberField
        label="Threads"
        value={settings.threads}
        hint={`Empty: automatic, as was measured to be best on these ${app.cores} cores, for each phase.`}
        change={(threads) => change({ threads })}
      />
      <Choice
        label="Flash attention"
        value={settings.flashAttention === null ? '' : settings.flashAttention ? 'on' : 'off'}
        options={[
          ['', 'Automatic'],
          ['on', 'On'],
          ['off', 'Off'],
        ]}
        hint="Another way to compute attention. Automatic takes what was measured to be faster."
        change={(choice) => change({ flashAttention: choice === '' ? null : choice === 'on' })}
      />
      <NumberField
        label="Batch size, tokens"
        value={settings.batchSize}
        hint="How much of a prompt is read in one go. Empty: automatic, as was measured to be best."
        change={(batchSize) => change({ batchSize })}
      />
      <NumberField
        label="Context length, tokens"
        value={settings.contextLength}
        hint="How much of a chat the model can hold. Empty: automatic."
        change={(contextLength) => change({ contextLength })}
      />
      <NumberField
        hasDecimals
        label="Temperature"
        value={settings.temperature}
        hint="0 always takes the likeliest token. Empty: as the model recommends."
        change={(temperature) => change({ temperature })}
      />
      <Choice
        label="KV cache precision"
        value={settings.kvPrecision}
        options={[
          ['f16', '16 bits'],
          ['q8_0', '8 bits'],
        ]}
        hint={
          kvSaving === null
            ? '8 bits take about half the memory.'
            : `8 bits save ${bytes(kvSaving)} of memory with this model and context length.`
        }
        change={(precision) => change({ kvPrecision: precision as KvPrecision })}
      />
      <Switch
        label="Read while typing"
        isOn={settings.typeAhead}
        hint="What you write is read before you send it. Off on battery."
        change={(typeAhead) => change({ typeAhead })}
      />
      <NumberField
        label="Longest answer"
        value={settings.longestAnswer}
        placeholder="No limit"
        hint="Tokens after which an answer ends. Leave empty to let the model end it."
        change={(longestAnswer) => change({ longestAnswer })}
      />
      <Switch
        label="Speculative decoding"
        isOn={settings.speculative}
        hint="What repeats the prompt, or what a draft model expects, is guessed and checked several tokens at a time. Rests where it does not pay."
        change={(speculative) => change({ speculative })}
      />
      <SnapshotSpace
        budget={settings.snapshotBudget}
        change={(snapshotBudget) => change({ snapshotBudget })}
      />
      <NumberField
        label="Unload after, minutes"
        value={settings.unloadAfterMinutes}
        placeholder="Never"
        hint="Without use for so long, the model gives its memory back; the next message loads it again. Empty: never."
        change={(unloadAfterMinutes) => change({ unloadAfterMinutes })}
      />
      <TextField
        label="System prompt"
        value={settings.systemPrompt}
        hint="Put before every chat."
        isTall
        change={(systemPrompt) => change({ systemPrompt })}
      />
      <Connections settings={settings} />
      <dl className="facts">
        <dt>Models</dt>
        <dd className="path">{app.modelFolder}</dd>
        <dt>Data folder</dt>
        <dd className="path">{app.dataFolder}</dd>
        <dt>Version</dt>
        <dd>{app.version}</dd>
      </dl>
    </>
  );
};
