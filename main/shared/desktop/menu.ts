/** The menus of the window as the page describes them: it makes them from its registry of commands. */
import { z } from 'zod';

/** The menus that the page fills; the shell adds what only the system knows. */
const menuIds = ['file', 'edit', 'chat', 'view', 'model', 'help'] as const;
export type MenuId = (typeof menuIds)[number];

const text = z.string().min(1).max(200);

const keys = z.strictObject({
  /** A capital letter, or the name of a key in `KeyboardEvent.key`. */
  key: z.string().min(1).max(20),
  mod: z.boolean(),
  shift: z.boolean(),
});

const item = z.strictObject({
  /** What the page runs when the item is chosen. */
  id: z.string().regex(/^[\w.-]{1,60}$/),
  label: text,
  keys: keys.nullable(),
  isEnabled: z.boolean(),
  /** `null`: the item cannot be checked. */
  isChecked: z.boolean().nullable(),
  /** Of the items that follow each other in a group, one is chosen. */
  isRadio: z.boolean(),
});
export type MenuItem = z.infer<typeof item>;

const menu = z.strictObject({
  id: z.enum(menuIds),
  label: text,
  /** Lines separate them. */
  groups: z.array(z.array(item).max(30)).max(12),
});
export type PageMenu = z.infer<typeof menu>;

export const pageMenus = z.array(menu).max(menuIds.length);
