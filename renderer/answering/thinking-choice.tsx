/** The choice of how much the model thinks before it answers, if its chat template offers one. */
import { ChevronDown } from 'lucide-react';
import type { Chat } from '../../main/shared/contract/chats.ts';
import type { Thinking, ThinkingControls } from '../../main/shared/contract/engine.ts';
import { Popover } from '../controls/popover.tsx';
import { Choice } from '../controls/choice.tsx';
import { NumberField } from '../controls/number-field.tsx';
import { Switch } from '../controls/switch.tsx';
import { isThinkingOff, thinkingFor } from '../state/thinking.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.thinking;

/** The button below the message field; `chat` is `null` for a new chat. */
export const ThinkingChoice = ({ chat }: { chat: Chat | null }) => {
  const choice = useThinking(chat);
  if (choice === null) return null;
  return (
    <Popover
      label={words.label}
      button={
        <>
          {thinkingWords(choice.thinking, choice.controls)}
          <ChevronDown aria-hidden />
        </>
      }
      buttonClass="gauge-button"
      buttonTitle={words.hint}
      panelClass="gauge-panel"
    >
      <h2>{words.label}</h2>
      <ThinkingFields chat={chat} />
    </Popover>
  );
};

/** What can be chosen; nothing if the model leaves no choice. */
export const ThinkingFields = ({ chat }: { chat: Chat | null }) => {
  const choice = useThinking(chat);
  if (choice === null) return null;
  const { thinking, change } = choice;
  const { switchable, efforts, bounded, keepsEarlier } = choice.controls;
  const isOff = isThinkingOff(thinking, choice.controls);
  return (
    <>
      {switchable && (
        <Switch label={words.first} isOn={!isOff} hint={words.firstHint} change={(on) => change({ on })} />
      )}
      {!isOff && efforts.length > 0 && (
        <Choice
          label={words.effort}
          value={efforts.find((level) => level === thinking.effort) ?? ''}
          options={[
            ['', words.defaultEffort],
            ...efforts.map((level): [string, string] => [level, named(level)]),
          ]}
          change={(level) => change({ effort: level === '' ? null : level })}
        />
      )}
      {!isOff && bounded && (
        <NumberField
          label={words.budget}
          value={thinking.budget}
          placeholder={words.noBudget}
          hint={words.budgetHint}
          change={(budget) => change({ budget })}
        />
      )}
      {keepsEarlier !== null && (
        <Switch
          label={words.keepEarlier}
          isOn={thinking.keepsEarlier ?? keepsEarlier}
          hint={words.keepEarlierHint}
          change={(isKept) => change({ keepsEarlier: isKept })}
        />
      )}
    </>
  );
};

interface ThinkingOfChat {
  thinking: Thinking;
  controls: ThinkingControls;
  change: (part: Partial<Thinking>) => Promise<void>;
}

/** `null` if no model is loaded or the model leaves no choice. */
const useThinking = (chat: Chat | null): ThinkingOfChat | null => {
  const session = useSession();
  const model = useWindow((state) => state.engine?.model ?? null);
  const settings = useWindow((state) => state.settings);
  if (model === null) return null;
  const { switchable, efforts, bounded, keepsEarlier } = model.thinking;
  if (!switchable && efforts.length === 0 && !bounded && keepsEarlier === null) return null;
  return {
    thinking: thinkingFor(model, chat, settings),
    controls: model.thinking,
    change: session.changeThinking,
  };
};

const named = (level: string): string => level.charAt(0).toUpperCase() + level.slice(1);

/** The current choice, as the label of the button. */
const thinkingWords = (thinking: Thinking, controls: ThinkingControls): string => {
  const { effort, budget } = thinking;
  const { switchable, efforts, bounded } = controls;
  if (isThinkingOff(thinking, controls)) return words.off;
  const parts = [
    ...(effort !== null && efforts.includes(effort) ? [words.effortOf(effort)] : []),
    ...(budget !== null && bounded ? [words.atMost(budget)] : []),
  ];
  return parts.length === 0 ? (switchable ? words.on : words.label) : words.withParts(parts);
};
