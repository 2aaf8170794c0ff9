/** The menu of each system: what the page describes, and the items that only the system knows, in the places that are usual there. */
import type { MenuId, MenuItem, PageMenu } from '../shared/desktop/menu.ts';
import { desktopWords as words } from '../shared/words/desktop.ts';

/** What the shell itself does for an item. */
export interface MenuActions {
  /** Runs a command of the page of the focused window. */
  run(id: string): void;
  zoom(to: 'in' | 'out' | 'reset'): void;
  showDocumentation(): void;
  showLogFolder(): void;
}

type Role = keyof typeof words.roles | 'reload' | 'toggleDevTools';

/** The part of Electron's `MenuItemConstructorOptions` that is used here. */
export interface TemplateItem {
  id?: string;
  label?: string;
  role?: Role;
  type?: 'separator' | 'checkbox' | 'radio';
  accelerator?: string;
  registerAccelerator?: boolean;
  enabled?: boolean;
  checked?: boolean;
  visible?: boolean;
  click?: () => void;
  submenu?: TemplateItem[];
}

interface Menus {
  /** `null`: no page has described its menus yet. */
  menus: readonly PageMenu[] | null;
  /** `process.platform`. */
  platform: string;
  /** Reloading and the developer tools are for people who build Hearth. */
  isPackaged: boolean;
  actions: MenuActions;
}

const separator: TemplateItem = { type: 'separator' };

/** An item that the system knows, under its name in the language of Hearth. */
export const roleItem = (role: keyof typeof words.roles): TemplateItem => ({
  role,
  label: words.roles[role],
});

const roles = (...names: (keyof typeof words.roles)[]): TemplateItem[] => names.map(roleItem);

/** Puts groups of items below each other, with lines between those that are not empty. */
const joined = (groups: readonly (readonly TemplateItem[])[]): TemplateItem[] =>
  groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [separator, ...group]));

/** The names of keys that menus call otherwise than `KeyboardEvent.key`. */
const keyNames: Readonly<Record<string, string>> = { ArrowUp: 'Up', ArrowDown: 'Down' };

/** As Electron writes accelerators, for example "CmdOrCtrl+Shift+O". */
export const acceleratorOf = ({ key, mod, shift }: NonNullable<MenuItem['keys']>): string =>
  [mod && 'CmdOrCtrl', shift && 'Shift', keyNames[key] ?? key].filter((part) => part !== false).join('+');

/** Ampersands would be taken for the mark of a mnemonic. */
const labelOf = (label: string): string => label.replaceAll('&', '&&');

export const menuTemplate = ({ menus, platform, isPackaged, actions }: Menus): TemplateItem[] => {
  const onMac = platform === 'darwin';
  const itemOf = ({ id, label, keys, isEnabled, isChecked, isRadio }: MenuItem): TemplateItem => ({
    id,
    label: labelOf(label),
    enabled: isEnabled,
    ...(isChecked === null ? {} : { type: isRadio ? 'radio' : 'checkbox', checked: isChecked }),
    // Shown only: the page hears its own keys, in the state that it is in when they are pressed.
    ...(keys === null ? {} : { accelerator: acceleratorOf(keys), registerAccelerator: false }),
    click: () => actions.run(id),
  });
  const groupsOf = (id: MenuId): TemplateItem[][] =>
    (menus?.find((menu) => menu.id === id)?.groups ?? []).map((group) => group.map(itemOf));
  const labelOfMenu = (id: MenuId): string =>
    labelOf(menus?.find((menu) => menu.id === id)?.label ?? words.menus[id]);
  const menu = (id: MenuId, groups: TemplateItem[][]): TemplateItem[] =>
    groups.some((group) => group.length > 0) ? [{ label: labelOfMenu(id), submenu: joined(groups) }] : [];

  const shellKeys: Readonly<Record<string, string>> = { newWindow: 'CmdOrCtrl+N', settings: 'CmdOrCtrl+,' };
  /** The keys that browsers keep for themselves belong to the shell. */
  const withShellKeys = (item: TemplateItem): TemplateItem => {
    const accelerator = shellKeys[item.id ?? ''];
    return accelerator === undefined ? item : { ...item, accelerator };
  };
  const file = groupsOf('file').map((group) => group.map(withShellKeys));
  const settings = file.flat().filter(({ id }) => id === 'settings');
  const inFile = onMac ? file.map((group) => group.filter(({ id }) => id !== 'settings')) : file;

  const application: TemplateItem = {
    label: words.name,
    submenu: joined([
      roles('about'),
      settings,
      roles('services'),
      roles('hide', 'hideOthers', 'unhide'),
      roles('quit'),
    ]),
  };
  const zoom: TemplateItem[] = [
    { label: words.roles.resetZoom, accelerator: 'CmdOrCtrl+0', click: () => actions.zoom('reset') },
    { label: words.roles.zoomIn, accelerator: 'CmdOrCtrl+Plus', click: () => actions.zoom('in') },
    // The same key without Shift.
    {
      label: words.roles.zoomIn,
      accelerator: 'CmdOrCtrl+=',
      visible: false,
      click: () => actions.zoom('in'),
    },
    { label: words.roles.zoomOut, accelerator: 'CmdOrCtrl+-', click: () => actions.zoom('out') },
  ];
  return [
    ...(onMac ? [application] : []),
    ...menu('file', [...inFile, roles('close'), ...(onMac ? [] : [roles('quit')])]),
    ...menu('edit', [
      roles('undo', 'redo'),
      roles('cut', 'copy', 'paste', 'pasteAndMatchStyle', 'selectAll'),
      ...groupsOf('edit'),
    ]),
    ...menu('chat', groupsOf('chat')),
    ...menu('view', [
      ...groupsOf('view'),
      zoom,
      roles('togglefullscreen'),
      isPackaged ? [] : [{ role: 'reload' }, { role: 'toggleDevTools' }],
    ]),
    ...menu('model', groupsOf('model')),
    {
      // macOS lists the windows in the menu with this role.
      ...roleItem('windowMenu'),
      submenu: joined([
        roles('minimize', ...(onMac ? (['zoom'] as const) : [])),
        onMac ? roles('front') : [],
      ]),
    },
    {
      ...roleItem('help'),
      submenu: joined([
        ...groupsOf('help'),
        [
          { label: words.documentation, click: actions.showDocumentation },
          { label: words.logFolder, click: actions.showLogFolder },
        ],
        onMac ? [] : roles('about'),
      ]),
    },
  ];
};

/** Items that differ only in what is enabled and checked can be changed in an open menu. */
export const isSameShape = (one: readonly TemplateItem[], other: readonly TemplateItem[]): boolean =>
  shapeOf(one) === shapeOf(other);

const shapeOf = (items: readonly TemplateItem[]): string =>
  JSON.stringify(items, (name, value: unknown) =>
    name === 'enabled' || name === 'checked' ? undefined : value,
  );

/** All items with an id, at any depth. */
export const namedItems = (items: readonly TemplateItem[]): (TemplateItem & { id: string })[] =>
  items.flatMap((item) => [
    ...(item.id === undefined ? [] : [{ ...item, id: item.id }]),
    ...namedItems(item.submenu ?? []),
  ]);
