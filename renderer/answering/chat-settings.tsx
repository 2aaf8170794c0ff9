/** The panel below the message field with everything that is set for the shown chat. */
import { SlidersHorizontal } from 'lucide-react';
import { useCallback, useId, useState } from 'react';
import type { ChatSettings } from '../../main/shared/contract/chat-setup.ts';
import type { Preset } from '../../main/shared/contract/presets.ts';
import type { Chat } from '../../main/shared/contract/chats.ts';
import { groups, type Group } from '../../main/shared/settings/entry.ts';
import { entryOf, namesIn, type SettingName } from '../../main/shared/settings/registry.ts';
import { commands, titleOf } from '../commands/commands.ts';
import { Confirm } from '../controls/confirm.tsx';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { Popover } from '../controls/popover.tsx';
import { Problem } from '../controls/problem.tsx';
import { SettingField } from '../controls/setting-field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { answeringWords as words } from '../words/answering.ts';
import { common } from '../words/common.ts';
import { OverflowChoice } from './overflow-choice.tsx';
import { PresetChoice } from './preset-choice.tsx';
import { PresetEditor } from './preset-editor.tsx';
import { SystemPromptField, type Reprocessing } from './system-prompt-field.tsx';
import { ThinkingFields } from './thinking-choice.tsx';

/** `chat` is `null` for a chat that does not exist yet. */
export const ChatSettingsButton = ({ chat }: { chat: Chat | null }) => {
  const session = useSession();
  const chatId = chat?.id ?? null;
  const [typedPrompt, setTypedPrompt] = useState<string | null>(null);
  const setup = useWindow((state) => state.setups.get(chatId) ?? null);
  useAsked(
    setup === null,
    useCallback(() => session.askSetup(chatId), [session, chatId]),
  );
  const presets = useWindow((state) => state.presets);
  useAsked(setup !== null && setup.presetId !== null && presets === null, session.askPresets);
  const preset = presets?.presets.find(({ id }) => id === setup?.presetId)?.name ?? null;
  const set = setup === null ? 0 : countSet(setup.settings);
  return (
    <Popover
      panel="chat"
      label={commands.chatSettings.name}
      button={
        <>
          <SlidersHorizontal aria-hidden />
          {preset !== null && (
            <span className="preset-name" dir="auto">
              {preset}
            </span>
          )}
          {set > 0 && <span>{words.setCount(set)}</span>}
          {set === 0 && preset === null && <span className="if-wide">{words.short}</span>}
        </>
      }
      buttonLabel={words.button(preset, set)}
      buttonTitle={titleOf(commands.chatSettings)}
      buttonClass="gauge-button"
      panelClass="settings-panel"
    >
      <ChatSettingsPanel chat={chat} typedPrompt={typedPrompt} setTypedPrompt={setTypedPrompt} />
    </Popover>
  );
};

interface PanelProps {
  chat: Chat | null;
  typedPrompt: string | null;
  setTypedPrompt: (typed: string | null) => void;
}

const ChatSettingsPanel = ({ chat, typedPrompt, setTypedPrompt }: PanelProps) => {
  const session = useSession();
  const chatId = chat?.id ?? null;
  const setup = useWindow((state) => state.setups.get(chatId) ?? null);
  const isLoaded = useWindow(({ engine }) => (engine?.model ?? null) !== null);
  const [isAsked, setAsked] = useState(false);
  // The wider settings may have changed since the panel was open last.
  const asked = useAsked(
    !isAsked,
    useCallback(async () => {
      await session.askSetup(chatId);
      setAsked(true);
    }, [session, chatId]),
  );
  const presets = useWindow((state) => state.presets);
  useAsked(presets === null, session.askPresets);
  const [edited, setEdited] = useState<string | null>(null);
  const [deleted, setDeleted] = useState<Preset | null>(null);
  const cost = useReprocessing(chatId);
  const [resetProblem, attempt] = useAttempt();
  if (asked.problem !== null) return <p className="field-problem">{asked.problem}</p>;
  if (setup === null) return <p className="hint">{words.reading}</p>;
  const { settings, inherited } = setup;
  const inEditor = presets?.presets.find(({ id }) => id === edited);
  if (inEditor !== undefined)
    return (
      <PresetEditor
        preset={inEditor}
        isDefault={presets?.defaultId === inEditor.id}
        close={(gone) => {
          setEdited(null);
          setDeleted(gone);
        }}
      />
    );
  const change = (patch: ChatSettings): Promise<void> => session.changeSetup(chatId, patch);
  const field = (name: SettingName) => (
    <ChatField
      key={name}
      name={name}
      chatId={chatId}
      settings={settings}
      inherited={inherited}
      change={change}
    />
  );
  return (
    <>
      <div className="load-settings-head">
        <h2>{commands.chatSettings.name}</h2>
        <Confirm
          label={words.resetAsked}
          question={words.resetQuestion(countSet(settings), settings.systemPrompt ? cost : null)}
          yes={words.resetAll}
          isAtEnd
          isDisabled={countSet(settings) === 0}
          act={() => attempt(session.resetSetup(chatId))}
        />
      </div>
      <p className="hint">{chat === null ? words.aboutNew : words.about}</p>
      <Problem text={resetProblem} />
      {deleted !== null && (
        <p className="hint" role="status">
          {words.presetDeleted(deleted.name)}{' '}
          <button
            type="button"
            className="text-button"
            onClick={() =>
              void attempt(session.call('restorePreset', { presetId: deleted.id })).then(() =>
                setDeleted(null),
              )
            }
          >
            {common.undo}
          </button>
        </p>
      )}
      <PresetChoice
        chatId={chatId}
        setup={setup}
        presets={presets?.presets ?? []}
        cost={cost}
        edit={setEdited}
      />
      <SystemPromptField
        value={settings.systemPrompt ?? ''}
        inherited={inherited.systemPrompt ?? ''}
        cost={cost}
        typed={typedPrompt}
        setTyped={setTypedPrompt}
        change={(text) => change({ systemPrompt: text === '' ? null : text })}
      />
      {names.filter((name) => name !== 'systemPrompt' && entryOf(name).group === 'prompt').map(field)}
      <ThinkingFields chat={chat} />
      {chat && <OverflowChoice chat={chat} />}
      {foldedGroups.map((group) => (
        <SettingsGroup
          key={group}
          group={group}
          set={names.filter((name) => entryOf(name).group === group && isSet(settings[name])).length}
        >
          {names.filter((name) => entryOf(name).group === group).map(field)}
        </SettingsGroup>
      ))}
      {!isLoaded && <p className="hint">{words.noModel}</p>}
    </>
  );
};

const names = namesIn('chat') as (keyof ChatSettings)[];
const foldedGroups: readonly Group[] = ['sampling', 'repetition'];

interface FieldProps {
  name: SettingName;
  chatId: string | null;
  settings: ChatSettings;
  inherited: ChatSettings;
  change: (patch: ChatSettings) => Promise<void>;
}

const ChatField = ({ name, chatId, settings, inherited, change }: FieldProps) => {
  const recommended = useWindow((state) => state.engine?.model?.recommended ?? null);
  return (
    <SettingField
      name={name}
      scope="chat"
      values={settings}
      wider={[inherited]}
      recommended={recommended}
      draftKey={chatId ?? ''}
      change={(patch) => change(patch as ChatSettings)}
    />
  );
};

interface GroupProps {
  group: Group;
  /** How many of its settings are set. */
  set: number;
  children: React.ReactNode;
}

const SettingsGroup = ({ group, set, children }: GroupProps) => {
  const id = useId();
  const [isOpen, toggle] = useDisclosure(`chat-settings.${group}`, false);
  return (
    <section className="settings-group">
      <h3>
        <DisclosureButton isOpen={isOpen} toggle={toggle} controls={id}>
          {groups[group]}
          {set > 0 && <span className="set-count">{words.setCount(set)}</span>}
        </DisclosureButton>
      </h3>
      {isOpen && (
        <div id={id} className="settings-group-fields">
          {children}
        </div>
      )}
    </section>
  );
};

/** What the next message would cost after a change of the system prompt; `null` if the chat has no messages. */
const useReprocessing = (chatId: string | null): Reprocessing | null => {
  const warmth = useWindow((state) => (chatId === null ? undefined : state.warmth.get(chatId)));
  if (warmth === undefined || warmth.tokens === null || warmth.tokens === 0) return null;
  return { tokens: warmth.tokens, isCounted: warmth.isCounted, ms: warmth.coldMs };
};

const isSet = (value: unknown): boolean => value !== null && value !== undefined;

const countSet = (settings: ChatSettings): number => Object.values(settings).filter(isSet).length;
