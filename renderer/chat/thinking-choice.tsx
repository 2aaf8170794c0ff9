/** How much the model thinks before it answers, as far as its chat template leaves a choice. */
import { ChevronDown } from 'lucide-react';
import type { Chat, Thinking, ThinkingControls } from '../../main/contract/types.ts';
import { count } from '../latency/figures.ts';
import { Popover } from '../parts/popover.tsx';
import { Choice } from '../settings/choice.tsx';
import { NumberField } from '../settings/number-field.tsx';
import { Switch } from '../settings/switch.tsx';
import { useSession, useWindow } from '../state/use-session.ts';

const asTemplate: Thinking = { on: null, effort: null, budget: null, keepsEarlier: null };

/** `chat` is `null` for a new one. */
export const ThinkingChoice = ({ chat }: { chat: Chat | null }) => {
  const session = useSession();
  const model = useWindow((state) => state.engine?.model ?? null);
  const remembered = useWindow((state) => (model === null ? null : state.settings?.thinking[model.path]));
  if (model === null) return null;
  const { switchable, onByDefault, efforts, bounded, keepsEarlier } = model.thinking;
  if (!switchable && efforts.length === 0 && !bounded && keepsEarlier === null) return null;
  const thinking = chat?.thinking ?? remembered ?? asTemplate;
  const isOff = switchable && !(thinking.on ?? onByDefault);
  const change = (part: Partial<Thinking>): Promise<void> =>
    session.setThinking(chat?.id ?? null, { ...thinking, ...part });
  return (
    <Popover
      label="Thinking"
      button={
        <>
          {thinkingWords(thinking, model.thinking)}
          <ChevronDown aria-hidden />
        </>
      }
      buttonClass="gauge-button"
      buttonTitle="How much the model thinks before it answers"
      panelClass="gauge-panel"
    >
      <h2>Thinking</h2>
      {switchable && (
        <Switch
          label="Think first"
          isOn={!isOff}
          hint="Thoughts take time and context, and make answers to hard questions better."
          change={(on) => change({ on })}
        />
      )}
      {!isOff && efforts.length > 0 && (
        <Choice
          label="Effort"
          value={efforts.find((level) => level === thinking.effort) ?? ''}
          options={[['', 'Default'], ...efforts.map((level): [string, string] => [level, named(level)])]}
          change={(level) => change({ effort: level === '' ? null : level })}
        />
      )}
      {!isOff && bounded && (
        <NumberField
          label="Budget, tokens"
          value={thinking.budget}
          placeholder="No limit"
          hint="After this many tokens of thoughts, the answer begins."
          change={(budget) => change({ budget })}
        />
      )}
      {keepsEarlier !== null && (
        <Switch
          label="Keep earlier thoughts"
          isOn={thinking.keepsEarlier ?? keepsEarlier}
          hint="The model sees how it came to its earlier answers. That takes more of the context."
          change={(isKept) => change({ keepsEarlier: isKept })}
        />
      )}
    </Popover>
  );
};

const named = (level: string): string => level.charAt(0).toUpperCase() + level.slice(1);

/** What is chosen, as the button says it. */
const thinkingWords = (
  { on, effort, budget }: Thinking,
  { switchable, onByDefault, efforts, bounded }: ThinkingControls,
): string => {
  if (switchable && !(on ?? onByDefault)) return 'Thinking off';
  const parts = [
    ...(effort !== null && efforts.includes(effort) ? [`${effort} effort`] : []),
    ...(budget !== null && bounded ? [`at most ${count(budget)} tokens`] : []),
  ];
  return parts.length === 0 ? (switchable ? 'Thinking on' : 'Thinking') : `Thinking, ${parts.join(', ')}`;
};
