/** The menus of the desktop shell are made from the registry of commands. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { pageMenus } from '../../../main/shared/desktop/menu.ts';
import { defaultSettings } from '../../../main/shared/settings/registry.ts';
import { initialState, type WindowState } from '../../../renderer/state/window-state.ts';

// Some components ask the browser for this when they are imported.
vi.hoisted(() => vi.stubGlobal('CSS', { supports: () => true }));
afterAll(() => vi.unstubAllGlobals());
const { commandsById } = await import('../../../renderer/all-commands.ts');
const { commandOfItem, menuCommands, menusFor } = await import('../../../renderer/menus.ts');

const settings = { ...defaultSettings } as NonNullable<WindowState['settings']>;
const state: WindowState = { ...initialState, settings };
const itemsIn = (now: WindowState) => menusFor(now).flatMap(({ groups }) => groups.flat());
const itemIn = (now: WindowState, id: string) => itemsIn(now).find((item) => item.id === id)!;

describe('the menus', () => {
  it('have only commands of the registry, each once, and are what the shell accepts', () => {
    expect(menuCommands.filter((id) => !commandsById.has(id))).toEqual([]);
    expect(new Set(menuCommands).size).toBe(menuCommands.length);
    expect(pageMenus.safeParse(menusFor(state)).success).toBe(true);
    expect(pageMenus.safeParse(menusFor(initialState)).success).toBe(true);
  });

  it('leave out only what the palette leaves out, what Escape does, and the tabs of pages', () => {
    const left = [...commandsById.keys()].filter((id) => !menuCommands.includes(id));
    expect(left.filter((id) => !id.startsWith('tab.'))).toEqual([
      'closeFind',
      'hideChats',
      'closePane',
      'send',
      'queue',
    ]);
  });

  it('enable what applies, and check what is on', () => {
    expect(itemIn(state, 'newChat')).toMatchObject({
      isEnabled: true,
      keys: { key: 'O', mod: true, shift: true },
    });
    expect(itemIn(state, 'renameChat').isEnabled).toBe(false);
    expect(itemIn({ ...state, shownChatId: 'c' }, 'renameChat').isEnabled).toBe(true);
    expect(itemIn(state, 'systemTheme')).toMatchObject({ isRadio: true, isChecked: true });
    expect(itemIn(state, 'darkTheme').isChecked).toBe(false);
    expect(itemIn(state, 'offlineOn')).toMatchObject({ label: 'Offline mode', isChecked: false });
    const offline = { ...state, settings: { ...settings, offline: true } };
    expect(itemIn(offline, 'offlineOn').isChecked).toBe(true);
    // Escape means many things.
    expect(itemIn({ ...state, shownChatId: 'c', phase: { name: 'waiting' } }, 'stopAnswer')).toMatchObject({
      keys: null,
      isEnabled: true,
    });
  });

  it('run a command only in a state in which it applies', () => {
    expect(commandOfItem('newChat', state)).toBe(commandsById.get('newChat'));
    expect(commandOfItem('renameChat', state)).toBe(undefined);
    expect(commandOfItem('nonsense', state)).toBe(undefined);
    expect(commandOfItem('offlineOn', state)).toBe(commandsById.get('offlineOn'));
    const offline = { ...state, settings: { ...settings, offline: true } };
    expect(commandOfItem('offlineOn', offline)).toBe(commandsById.get('offlineOff'));
  });
});
