/** The menu of what is typed behind a slash: keeps track of the slash, moves through the entries, and does what is chosen. */
import { useId, useMemo, useState, type KeyboardEvent, type RefObject } from 'react';
import type { SavedPrompt } from '../../main/shared/contract/prompt-library.ts';
import { commands as registry, type Command } from '../commands/commands.ts';
import type { WindowState } from '../state/window-state.ts';
import { useAsked } from '../state/use-asked.ts';
import { isQuickWindow } from '../state/window-address.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { slashAt, slashEntries, type Slash, type SlashEntry } from './slash.ts';
import { variablesIn } from './variables.ts';

export interface SlashMenuState {
  /** The id of the list; options have it with their index behind it. */
  id: string;
  /** Empty: the menu is closed. */
  entries: readonly SlashEntry[];
  active: number;
  setActive: (index: number) => void;
  choose: (entry: SlashEntry, pressedAt: number) => void;
}

interface Behaviour {
  menu: SlashMenuState;
  /** The chosen prompt, whose variables the user fills in; `null`: none. */
  filling: SavedPrompt | null;
  /** Inserts `text` at the cursor, or nothing with `null`, and returns to the field. */
  fill: (text: string | null) => void;
  /** Call this after each change of the text. */
  typed: (field: HTMLTextAreaElement) => void;
  /** Call this when the cursor has moved. */
  moved: (field: HTMLTextAreaElement) => void;
  close: () => void;
  /** Handles a key press in the field, and returns whether it did. */
  press: (event: KeyboardEvent) => boolean;
}

const none: readonly never[] = [];

/** Offered as soon as the slash is typed. The quick window has no dialogs and panels. */
const first: readonly Command[] = isQuickWindow ? [] : [registry.promptLibrary];
const ofQuickWindow: readonly Command[] = [
  registry.newChat,
  registry.thinkingOn,
  registry.thinkingOff,
  registry.regenerate,
];
const ofMainWindow: readonly Command[] = [
  registry.promptLibrary,
  registry.chatSettings,
  registry.newChat,
  registry.chooseModel,
  registry.thinkingOn,
  registry.thinkingOff,
  registry.regenerate,
  registry.findInChat,
  registry.exportChat,
];
/** Offered once more is typed. */
const others = isQuickWindow ? ofQuickWindow : ofMainWindow;

const applies = (command: Command, state: WindowState): boolean =>
  command.isListed?.(state) ?? command.applies(state, '');

/** Replaces a part of the text as if the user had typed. */
const replace = (field: HTMLTextAreaElement, from: number, to: number, text: string): void => {
  field.focus();
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
};

export const useSlashMenu = (
  field: RefObject<HTMLTextAreaElement | null>,
  chatId: string | null,
): Behaviour => {
  const session = useSession();
  const id = useId();
  const [slash, setSlash] = useState<Slash | null>(null);
  /** Escape was pressed: the slash is meant as it is. */
  const [isLiteral, setLiteral] = useState(false);
  const [active, setActive] = useState(0);
  const [filling, setFilling] = useState<SavedPrompt | null>(null);
  const prompts = useWindow((state) => state.savedPrompts);
  const presets = useWindow((state) => state.presets);
  useAsked(slash !== null && prompts === null, session.askPrompts);
  useAsked(slash !== null && presets === null, session.askPresets);

  const entries = useMemo(
    () =>
      slash === null || isLiteral
        ? none
        : slashEntries(slash.typed, {
            prompts: prompts ?? none,
            // The quick window has a preset of its own.
            presets: isQuickWindow ? none : (presets?.presets ?? none),
            commands: (slash.typed === '' ? first : others).filter((command) =>
              applies(command, session.store.getState()),
            ),
          }),
    [slash, isLiteral, prompts, presets, session],
  );
  const at = Math.min(active, entries.length - 1);

  const choose = (entry: SlashEntry, pressedAt: number): void => {
    if (slash === null || field.current === null) return;
    const hasVariables = entry.kind === 'prompt' && variablesIn(entry.prompt.text).length > 0;
    const text = entry.kind === 'prompt' && !hasVariables ? entry.prompt.text : '';
    replace(field.current, slash.from, slash.to, text);
    setSlash(null);
    switch (entry.kind) {
      case 'prompt':
        if (hasVariables) setFilling(entry.prompt);
        break;
      case 'preset':
        void session.beginWith(chatId, entry.preset);
        break;
      case 'command':
        entry.command.run(session, undefined, pressedAt);
    }
  };
  return {
    menu: { id, entries, active: at, setActive, choose },
    filling,
    fill: (text) => {
      setFilling(null);
      const element = field.current;
      if (element === null) return;
      if (text === null) element.focus();
      else replace(element, element.selectionStart, element.selectionEnd, text);
      setSlash(null);
    },
    typed: ({ value, selectionEnd }) => {
      const found = slashAt(value, selectionEnd);
      setSlash(found);
      setActive(0);
      if (found === null) setLiteral(false);
    },
    moved: ({ value, selectionEnd }) => {
      if (slash !== null) setSlash(slashAt(value, selectionEnd));
    },
    close: () => setSlash(null),
    press: ({ key, shiftKey, ctrlKey, altKey, metaKey, timeStamp }) => {
      if (entries.length === 0 || shiftKey || ctrlKey || altKey || metaKey) return false;
      if (key === 'ArrowDown') setActive((at + 1) % entries.length);
      else if (key === 'ArrowUp') setActive((at - 1 + entries.length) % entries.length);
      else if (key === 'Enter') choose(entries[at]!, timeStamp);
      else if (key === 'Escape') setLiteral(true);
      else return false;
      return true;
    },
  };
};
