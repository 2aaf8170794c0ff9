/** How much the loaded model thinks before it answers in the shown chat. */
import type { Chat } from '../../main/shared/contract/chats.ts';
import type { LoadedModel, Thinking, ThinkingControls } from '../../main/shared/contract/engine.ts';
import type { Settings } from '../../main/shared/contract/settings.ts';
import type { WindowState } from './window-state.ts';

const asTemplate: Thinking = { on: null, effort: null, budget: null, keepsEarlier: null };

/** The choice for a chat, or for a new chat (`null`) with this model. */
export const thinkingFor = (
  model: LoadedModel,
  chat: Chat | null,
  settings: Pick<Settings, 'thinking'> | null,
): Thinking => chat?.thinking ?? settings?.thinking[model.id ?? model.path] ?? asTemplate;

/** True if thinking can be switched off and is. */
export const isThinkingOff = ({ on }: Thinking, { switchable, onByDefault }: ThinkingControls): boolean =>
  switchable && !(on ?? onByDefault);

/** The choice for the shown chat; `null` if no model is loaded. */
export const shownThinking = ({
  engine,
  settings,
  chats,
  shownChatId,
}: Pick<WindowState, 'engine' | 'settings' | 'chats' | 'shownChatId'>): Thinking | null => {
  const model = engine?.model ?? null;
  if (model === null) return null;
  return thinkingFor(model, chats.find(({ id }) => id === shownChatId) ?? null, settings);
};

/** Whether the loaded model thinks before it answers in the shown chat. */
export const thinksFirst = (state: Parameters<typeof shownThinking>[0]): boolean => {
  const thinking = shownThinking(state);
  const controls = state.engine?.model?.thinking;
  if (thinking === null || controls === undefined) return false;
  const { switchable, efforts, bounded, keepsEarlier } = controls;
  const canThink = switchable || efforts.length > 0 || bounded || keepsEarlier !== null;
  return canThink && !isThinkingOff(thinking, controls);
};

/** Whether thinking is on in the shown chat; `null` if it cannot be switched. */
export const thinkingSwitch = (state: Parameters<typeof shownThinking>[0]): boolean | null => {
  const thinking = shownThinking(state);
  const controls = state.engine?.model?.thinking;
  return thinking === null || controls?.switchable !== true ? null : !isThinkingOff(thinking, controls);
};
