/** The menus of the desktop shell, made from the registry of commands: its names, its keys, and whether each command applies now. */
import type { MenuId, MenuItem, PageMenu } from '../main/shared/desktop/menu.ts';
import { commandsById } from './all-commands.ts';
import type { Command } from './commands/commands.ts';
import { pageCommands } from './pages.tsx';
import { listedName } from './palette/entries.ts';
import type { WindowState } from './state/window-state.ts';
import { menuWords as words } from './words/commands.ts';

/** A command by its id, one of several of which one applies, or a pair that turns something on and off. */
type Slot = string | { radio: string } | { on: string; off: string; name: string };

const layout: Readonly<Record<MenuId, readonly (readonly Slot[])[]>> = {
  file: [
    ['newChat', 'newWindow', 'chatInWindow', 'newFolder'],
    ['attach', 'importChats'],
    ['exportChat', 'exportChats', 'printChat'],
    ['settings'],
  ],
  edit: [
    ['searchChats', 'findInChat', 'findOnPage', 'findNext', 'findPrevious'],
    ['editLast', 'copyLast', 'selectChats'],
  ],
  chat: [
    ['regenerate', 'continueAnswer', 'beginAnswer', 'stopAnswer'],
    ['forkChat', 'compare', 'sideBySide', 'showVersions'],
    ['renameChat', 'pinChat', 'archiveChat', 'moveChat', 'deleteChat'],
    ['previousChat', 'nextChat', 'toEnd'],
    ['chatSettings', 'promptLibrary', { on: 'thinkingOn', off: 'thinkingOff', name: words.thinking }],
  ],
  view: [
    ['palette', 'showChats', 'backToChat'],
    pageCommands.map(({ id }) => id),
    [{ radio: 'systemTheme' }, { radio: 'lightTheme' }, { radio: 'darkTheme' }],
  ],
  model: [
    ['chooseModel', 'unloadModel', 'cancelLoad', 'restartEngine'],
    [{ on: 'offlineOn', off: 'offlineOff', name: words.offline }],
  ],
  help: [['toGuide', 'shortcuts'], ['saveReport']],
};

/** The ids of the commands that the menus have, in their order. */
export const menuCommands = Object.values(layout)
  .flat(2)
  .flatMap((slot) => (typeof slot === 'string' ? slot : 'radio' in slot ? slot.radio : [slot.on, slot.off]));

const applies = (command: Command, state: WindowState): boolean =>
  command.where === 'composer' && command.isListed ? command.isListed(state) : command.applies(state, '');

const itemOf = (slot: Slot, state: WindowState): MenuItem => {
  const plain = { keys: null, isChecked: null, isRadio: false };
  if (typeof slot === 'object' && 'on' in slot) {
    const [on, off] = [commandsById.get(slot.on)!, commandsById.get(slot.off)!];
    const isOn = applies(off, state);
    const isEnabled = isOn || applies(on, state);
    return { ...plain, id: slot.on, label: slot.name, isEnabled, isChecked: isOn };
  }
  const id = typeof slot === 'string' ? slot : slot.radio;
  const command = commandsById.get(id)!;
  const doesApply = applies(command, state);
  if (typeof slot === 'object') {
    const isKnown = state.settings !== null;
    return {
      ...plain,
      id,
      label: command.name,
      isEnabled: isKnown,
      isChecked: isKnown && !doesApply,
      isRadio: true,
    };
  }
  const { keys } = command;
  return {
    ...plain,
    id,
    label: listedName(command),
    // Escape means many things, and a menu would show it beside each of them.
    keys:
      keys === null || keys.key === 'Escape'
        ? null
        : { key: keys.key, mod: keys.mod === true, shift: keys.shift === true },
    isEnabled: doesApply,
  };
};

export const menusFor = (state: WindowState): PageMenu[] =>
  (Object.keys(layout) as MenuId[]).map((id) => ({
    id,
    label: words[id],
    groups: layout[id].map((group) => group.map((slot) => itemOf(slot, state))),
  }));

/** The command that an item of a menu runs in this state: for a pair, the one of both that applies. `undefined` if none applies. */
export const commandOfItem = (id: string, state: WindowState): Command | undefined => {
  const pair = Object.values(layout)
    .flat(2)
    .find((slot) => typeof slot === 'object' && 'on' in slot && slot.on === id);
  const ids = typeof pair === 'object' && 'on' in pair ? [pair.on, pair.off] : [id];
  return ids
    .map((one) => commandsById.get(one))
    .find((command) => command !== undefined && applies(command, state));
};
