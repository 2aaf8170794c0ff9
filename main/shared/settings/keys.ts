/** Keys that work in every program, as Electron writes them ("Control+Shift+Space"): which are possible, and how they are read and shown. */
import { translatable } from '../language/language.ts';

export const keysTexts = translatable('keysTexts', {
  /** What is written on the keys, by their names in Electron, if it depends on the language. */
  names: { Control: 'Ctrl', Shift: 'Shift', Space: 'Space' } as Readonly<Record<string, string>>,
} as const);

/** The same in every language. */
const signs: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓' };

/** In the order in which they are written. */
const modifiers = ['Control', 'Alt', 'Super', 'Shift'] as const;

/** The keys that are no letters, digits or F keys, by `KeyboardEvent.code`. */
const others: Readonly<Record<string, string>> = {
  Space: 'Space',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Insert: 'Insert',
};

const isFKey = (key: string): boolean => /^F(?:[1-9]|1\d|2[0-4])$/.test(key);
const isKey = (key: string): boolean =>
  /^[A-Z0-9]$/.test(key) || isFKey(key) || Object.values(others).includes(key);

/** Whether these keys can open something in every program: a key with Ctrl, Alt or Super, so that nobody types it, or one of F1 to F24. */
export const areKeys = (text: string): boolean => {
  const parts = text.split('+');
  const key = parts.pop() ?? '';
  const inOrder = modifiers.filter((name) => parts.includes(name));
  if (!isKey(key) || inOrder.join('+') !== parts.join('+')) return false;
  return isFKey(key) || inOrder.some((name) => name !== 'Shift');
};

/** The part of `KeyboardEvent` that is used here. */
interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

/** The keys of a press; `null` if only modifiers are pressed so far, or if the key cannot be used (`areKeys`). */
export const keysOf = ({ key, code, ctrlKey, altKey, shiftKey, metaKey }: Pressed): string | null => {
  const are = [ctrlKey, altKey, metaKey, shiftKey];
  // The letter as the layout has it, unless a modifier turns it into another sign.
  const name = /^[a-z]$/i.test(key)
    ? key.toUpperCase()
    : (/^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? others[code] ?? key);
  const text = [...modifiers.filter((_, index) => are[index]), name].join('+');
  return areKeys(text) ? text : null;
};

/** As the keys are labelled. */
export const keysName = (text: string): string =>
  text
    .split('+')
    .map((part) => keysTexts.names[part] ?? signs[part] ?? part)
    .join('+');
