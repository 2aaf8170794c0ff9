/** The menus of each system. */
import { describe, expect, it } from 'vitest';
import { acceleratorOf, isSameShape, menuTemplate, namedItems } from '../../main/native/menu-template.ts';
import type { MenuItem, PageMenu } from '../../main/shared/desktop/menu.ts';

const item = (id: string, label = id): MenuItem => ({
  id,
  label,
  keys: null,
  isEnabled: true,
  isChecked: null,
  isRadio: false,
});
const menus: PageMenu[] = [
  {
    id: 'file',
    label: 'File',
    groups: [[item('newChat'), item('newWindow')], [item('settings', 'Settings & more')]],
  },
];
const nothing = (): void => undefined;
const actions = {
  run: nothing,
  zoom: nothing,
  showDocumentation: nothing,
  showLogFolder: nothing,
};
const templateFor = (platform: string, described: PageMenu[] | null = menus) =>
  menuTemplate({ menus: described, platform, isPackaged: true, actions });
const labelsIn = (platform: string, menu: string) =>
  templateFor(platform)
    .find(({ label }) => label === menu)!
    .submenu!.map(({ label, type }) => label ?? type);

describe('the menus', () => {
  it('of macOS have the settings in the menu of the application', () => {
    expect(labelsIn('darwin', 'Hearth')).toEqual([
      'About Hearth',
      'separator',
      'Settings && more',
      'separator',
      'Services',
      'separator',
      'Hide Hearth',
      'Hide others',
      'Show all',
      'separator',
      'Quit Hearth',
    ]);
    expect(labelsIn('darwin', 'File')).toEqual(['newChat', 'newWindow', 'separator', 'Close window']);
    expect(labelsIn('darwin', 'Window')).toEqual(['Minimize', 'Zoom', 'separator', 'Bring all to front']);
  });

  it.each(['linux', 'win32'])('of %s have the settings and the end in the first menu', (platform) => {
    expect(labelsIn(platform, 'File')).toEqual([
      'newChat',
      'newWindow',
      'separator',
      'Settings && more',
      'separator',
      'Close window',
      'separator',
      'Quit Hearth',
    ]);
    expect(templateFor(platform).some(({ label }) => label === 'Hearth')).toBe(false);
    expect(labelsIn(platform, 'Help')).toEqual([
      'Documentation',
      'Show log folder',
      'separator',
      'About Hearth',
    ]);
  });

  it('show the keys of the page and leave them to it', () => {
    const keys = { key: 'O', mod: true, shift: true };
    const described: PageMenu[] = [{ id: 'file', label: 'File', groups: [[{ ...item('newChat'), keys }]] }];
    expect(namedItems(templateFor('linux', described))).toMatchObject([
      { id: 'newChat', accelerator: 'CmdOrCtrl+Shift+O', registerAccelerator: false },
    ]);
  });

  it('have keys of the shell for what browsers keep for themselves', () => {
    const named = namedItems(templateFor('linux'));
    expect(named.map(({ id, accelerator }) => [id, accelerator])).toEqual([
      ['newChat', undefined],
      ['newWindow', 'CmdOrCtrl+N'],
      ['settings', 'CmdOrCtrl+,'],
    ]);
    // No key is registered twice.
    const all = (items = templateFor('darwin')): string[] =>
      items.flatMap(({ accelerator, submenu }) => [
        ...((accelerator ?? '') ? [accelerator!] : []),
        ...all(submenu ?? []),
      ]);
    expect(new Set(all()).size).toBe(all().length);
  });

  it('differ in shape only if something else than its state changed', () => {
    const changed = (patch: Partial<MenuItem>): PageMenu[] => [
      { ...menus[0]!, groups: [[{ ...item('newChat'), ...patch }, item('newWindow')], menus[0]!.groups[1]!] },
    ];
    expect(isSameShape(templateFor('linux'), templateFor('linux', changed({ isEnabled: false })))).toBe(true);
    expect(isSameShape(templateFor('linux'), templateFor('linux', changed({ label: 'Other' })))).toBe(false);
    expect(isSameShape(templateFor('linux'), templateFor('linux', null))).toBe(false);
  });
});

it('writes keys as Electron does', () => {
  expect(acceleratorOf({ key: 'O', mod: true, shift: true })).toBe('CmdOrCtrl+Shift+O');
  expect(acceleratorOf({ key: 'ArrowUp', mod: true, shift: false })).toBe('CmdOrCtrl+Up');
  expect(acceleratorOf({ key: 'F3', mod: false, shift: true })).toBe('Shift+F3');
});
