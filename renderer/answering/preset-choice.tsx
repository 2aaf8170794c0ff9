/** The preset of a chat: chosen, made of the chat's settings, edited, and what of it the loaded model does not meet. */
import { useState } from 'react';
import type { ChatSetup } from '../../main/shared/contract/chat-setup.ts';
import type { Preset } from '../../main/shared/contract/presets.ts';
import { Choice } from '../controls/choice.tsx';
import { Problem } from '../controls/problem.tsx';
import { TextField } from '../controls/text-field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { answeringWords as words } from '../words/answering.ts';
import { readinessWords } from './readiness.ts';
import type { Reprocessing } from './system-prompt-field.tsx';

interface Props {
  chatId: string | null;
  setup: ChatSetup;
  presets: readonly Preset[];
  /** What another system prompt costs; `null`: nothing. */
  cost: Reprocessing | null;
  edit: (presetId: string) => void;
}

export const PresetChoice = ({ chatId, setup, presets, cost, edit }: Props) => {
  const session = useSession();
  const [problem, attempt] = useAttempt();
  const states = useWindow((state) => state.presets?.states) ?? [];
  /** The choice whose cost is shown before it is made. */
  const [asked, setAsked] = useState<string | null>(null);
  const [isNaming, setNaming] = useState(false);
  const chosen = presets.find(({ id }) => id === setup.presetId) ?? null;
  const choose = async (presetId: string): Promise<void> => {
    setAsked(null);
    await attempt(session.call('choosePreset', { chatId, presetId: presetId === '' ? null : presetId }));
  };
  /** For a chat with messages, what the preset would cost is said when it is chosen. */
  const optionOf = (id: string, name: string): string =>
    chatId === null
      ? [name, readinessWords(states.find(({ presetId }) => presetId === id))].filter(Boolean).join(' · ')
      : name;
  const isCostly = (presetId: string): boolean => {
    const next = presets.find(({ id }) => id === presetId)?.settings.systemPrompt;
    return (
      cost !== null &&
      (setup.settings.systemPrompt ?? null) === null &&
      (next ?? chosen?.settings.systemPrompt ?? null) !== null &&
      next !== setup.inherited.systemPrompt
    );
  };
  return (
    <section className="settings-group-fields" aria-label={words.preset}>
      {presets.length > 0 && (
        <Choice
          label={words.preset}
          value={asked ?? setup.presetId ?? ''}
          options={[
            ['', words.noPreset],
            ...presets.map(({ id, name }): [string, string] => [id, optionOf(id, name)]),
          ]}
          change={async (presetId) => {
            if (isCostly(presetId)) setAsked(presetId);
            else await choose(presetId);
          }}
        />
      )}
      {asked !== null && cost !== null && (
        <>
          <p className="hint" role="status">
            {words.promptCost(cost)}
          </p>
          <div className="field-row">
            <button type="button" className="button" onClick={() => void choose(asked)}>
              {words.apply}
            </button>
            <button type="button" className="button" onClick={() => setAsked(null)}>
              {words.discard}
            </button>
          </div>
        </>
      )}
      {chosen !== null && <PresetLoad preset={chosen} />}
      {isNaming ? (
        <TextField
          label={words.presetName}
          value=""
          hint={words.presetNameHint}
          change={async (name) => {
            await session.call('createPreset', { chatId, name });
            setNaming(false);
          }}
        />
      ) : (
        <div className="field-row">
          <button type="button" className="button" onClick={() => setNaming(true)}>
            {words.savePreset}
          </button>
          {chosen !== null && (
            <button type="button" className="button" onClick={() => edit(chosen.id)}>
              {words.editPreset}
            </button>
          )}
        </div>
      )}
      <Problem text={problem} />
    </section>
  );
};

/** What of a preset takes effect only when a model is loaded anew, and the button that does so. */
const PresetLoad = ({ preset }: { preset: Preset }) => {
  const session = useSession();
  const model = useWindow((state) => state.engine?.model ?? null);
  const [problem, attempt] = useAttempt();
  const isOtherModel = preset.modelId !== null && model !== null && preset.modelId !== model.id;
  const { contextLength = null } = preset.settings;
  const isOtherLength = contextLength !== null && model !== null && contextLength !== model.contextLength;
  if (!isOtherModel && !isOtherLength) return null;
  return (
    <>
      <p className="hint">{words.presetNeeds(isOtherModel, isOtherLength ? contextLength : null)}</p>
      <div className="field-row">
        <button type="button" className="button" onClick={() => void attempt(session.loadForPreset(preset))}>
          {words.loadForPreset}
        </button>
      </div>
      <Problem text={problem} />
    </>
  );
};
