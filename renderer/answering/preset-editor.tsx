/** One preset in the panel of a chat: everything that it sets, whether new chats begin with it, and its deletion. */
import type { Preset, PresetSettings } from '../../main/shared/contract/presets.ts';
import type { Group } from '../../main/shared/settings/entry.ts';
import { entryOf, namesIn } from '../../main/shared/settings/registry.ts';
import { Choice } from '../controls/choice.tsx';
import { Problem } from '../controls/problem.tsx';
import { SettingField } from '../controls/setting-field.tsx';
import { Switch } from '../controls/switch.tsx';
import { TextField } from '../controls/text-field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { answeringWords as words } from '../words/answering.ts';

interface Props {
  preset: Preset;
  isDefault: boolean;
  /** Back to the settings of the chat; `deleted` if the preset is gone. */
  close: (deleted: Preset | null) => void;
}

/** The order of the fields. */
const order: readonly Group[] = ['memoryAndSpeed', 'prompt', 'sampling', 'repetition'];
const names = order.flatMap((group) => namesIn('preset').filter((name) => entryOf(name).group === group));

export const PresetEditor = ({ preset, isDefault, close }: Props) => {
  const session = useSession();
  const model = useWindow((state) => state.engine?.model ?? null);
  const library = useWindow((state) => state.library);
  const [problem, attempt] = useAttempt();
  const { id: presetId, name, modelId, settings } = preset;
  const change = (patch: Partial<Omit<Preset, 'id'>>): Promise<void> =>
    session.call('changePreset', { presetId, name, modelId, settings, ...patch });
  const nameOf = (id: string): string =>
    id === model?.id ? model.name : (library?.models.find((one) => one.id === id)?.name ?? words.otherModel);
  const models = [...new Set([modelId, model?.id ?? null])].filter((id) => id !== null);
  return (
    <>
      <div className="load-settings-head">
        <h2>{words.presetTitle(name)}</h2>
        <button type="button" className="button" data-first onClick={() => close(null)}>
          {words.back}
        </button>
      </div>
      <p className="hint">{words.presetAbout}</p>
      <TextField label={words.presetName} value={name} hint="" change={(next) => change({ name: next })} />
      <Switch
        label={words.isDefault}
        isOn={isDefault}
        hint={words.isDefaultHint}
        change={(on) => session.call('setDefaultPreset', { presetId: on ? presetId : null })}
      />
      <Choice
        label={words.model}
        value={modelId ?? ''}
        options={[['', words.anyModel], ...models.map((id): [string, string] => [id, nameOf(id)])]}
        hint={words.modelHint}
        change={(id) => change({ modelId: id === '' ? null : id })}
      />
      {names.map((setting) => (
        <SettingField
          key={setting}
          name={setting}
          scope="preset"
          values={settings}
          wider={[{}]}
          change={(patch) => change({ settings: { ...settings, ...(patch as PresetSettings) } })}
        />
      ))}
      <div className="field-row">
        <button
          type="button"
          className="button"
          onClick={() =>
            void attempt(session.call('deletePreset', { presetId })).then((isDone) => {
              if (isDone) close(preset);
            })
          }
        >
          {words.deletePreset}
        </button>
      </div>
      <Problem text={problem} />
    </>
  );
};
