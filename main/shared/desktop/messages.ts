/**
 * What the page and the desktop shell say to each other, besides the calls to the core. The shell takes nothing from a page that
 * these validators refuse, and the page runs only commands that it has itself.
 */
import { z } from 'zod';
import type { Asked } from './link.ts';
import { pageMenus } from './menu.ts';

const id = z.string().min(1).max(80);

/** What a page may say to the shell. */
export const fromPage = z.discriminatedUnion('kind', [
  /** The page is ready for messages. */
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('menus'), menus: pageMenus }),
  /** The chat that the page shows now; `null`: a new one. */
  z.strictObject({ kind: z.literal('shown'), chatId: id.nullable() }),
  /**
   * The quick window wants to be hidden, or the user has pressed a button in it that takes the text of the clipboard, or the one
   * that is selected elsewhere.
   */
  z.strictObject({ kind: z.literal('quick'), what: z.enum(['hide', 'clipboard', 'selection']) }),
  /** The height of a question alone in the quick window, in CSS pixels; `null`: there is a conversation. */
  z.strictObject({ kind: z.literal('quick-height'), height: z.int().min(1).max(10_000).nullable() }),
  /** The main window continues with this chat; `null`: with what was typed in the quick window. */
  z.strictObject({ kind: z.literal('to-main'), chatId: id.nullable() }),
  /** Opens another window with this chat. */
  z.strictObject({ kind: z.literal('new-window'), chatId: id.nullable() }),
]);
export type FromPage = z.infer<typeof fromPage>;

/** What the shell says to a page. */
export type ToPage =
  /** Runs a command by its id, as if the user had chosen it in the page. */
  | { kind: 'run'; id: string }
  /** `null`: a new chat. */
  | { kind: 'show-chat'; chatId: string | null }
  /** Another program asks for something; `null`: by a link that Hearth cannot read. The page asks the user. */
  | { kind: 'asked'; asked: Asked | null }
  /** The quick window was opened. */
  | { kind: 'opened' }
  /** The text that the user lets the quick window take. */
  | { kind: 'text'; text: string }
  /** Whether another program has the keys of the quick window. */
  | { kind: 'quick-keys'; areTaken: boolean }
  /** The size of the page was changed to this share of the usual one, in percent. */
  | { kind: 'zoomed'; percent: number };
