/** The menu of the application, made for the window that has the focus (see main/native/menu-template.ts). */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import {
  isSameShape,
  menuTemplate,
  namedItems,
  type MenuActions,
  type TemplateItem,
} from '../main/native/menu-template.ts';
import type { PageMenu } from '../main/shared/desktop/menu.ts';

export interface AppMenu {
  /** Shows what a page described; `null` if none did yet. */
  show(menus: readonly PageMenu[] | null): void;
  /** Makes it anew, in the language of now. */
  again(): void;
}

export const createAppMenu = (actions: MenuActions): AppMenu => {
  let menus: readonly PageMenu[] | null = null;
  let shown: TemplateItem[] | null = null;
  let menu: Menu | null = null;
  const show = (isNew: boolean): void => {
    const { isPackaged } = app;
    const template = menuTemplate({ menus, platform: process.platform, isPackaged, actions });
    if (menu !== null && shown !== null && !isNew && isSameShape(template, shown)) {
      // Another menu in its place would close an open one.
      for (const { id, enabled, checked } of namedItems(template)) {
        const item = menu.getMenuItemById(id);
        if (item === null) continue;
        item.enabled = enabled ?? true;
        if (checked !== undefined) item.checked = checked;
      }
      return;
    }
    shown = template;
    menu = Menu.buildFromTemplate(template satisfies MenuItemConstructorOptions[]);
    Menu.setApplicationMenu(menu);
  };
  show(true);
  return {
    show: (next) => {
      menus = next;
      show(false);
    },
    again: () => show(true),
  };
};
