/** Shortcuts: their keys, whether an event matches them, and how they are shown on this system. */
import { keyWords } from '../words/commands.ts';

export interface Keys {
  /**
   * A capital letter for the key at that position of a US keyboard; any other key by its name in `KeyboardEvent.key`. Another
   * single character matches with and without Shift, because keyboards differ in that.
   */
  key: string;
  /** With Ctrl, or Cmd on a Mac. */
  mod?: true;
  shift?: true;
}

/** True in a browser or a window on a Mac; false in Node. */
const isMac = typeof navigator === 'object' && navigator.platform.startsWith('Mac');

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Whether `event` matches these keys. Ctrl with Alt is AltGr, which types letters. */
export const isPressed = ({ key, mod, shift }: Keys, event: Press): boolean => {
  if (/^[^A-Z]$/.test(key)) return event.key === key && !event.ctrlKey && !event.metaKey;
  if (event.shiftKey !== (shift ?? false)) return false;
  if (mod && (event.altKey || !(event.ctrlKey || event.metaKey))) return false;
  return /^[A-Z]$/.test(key) ? event.code === `Key${key}` : event.key === key;
};

/** For example "Ctrl+Shift+O", or "⇧⌘O" on a Mac. */
export const keysText = ({ key, mod, shift }: Keys, onMac: boolean = isMac): string => {
  const words = onMac ? keyWords.mac : keyWords.other;
  const name = keyWords.names[key] ?? key;
  return [shift && onMac && words.shift, mod && words.mod, shift && !onMac && words.shift, name]
    .filter((part) => typeof part === 'string')
    .join(words.between);
};
