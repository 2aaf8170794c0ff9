/** Recognizes keys that belong to an input method, which composes a character from several keys. */

interface Key {
  keyCode: number;
  isComposing?: boolean;
  nativeEvent?: { isComposing: boolean };
}

/**
 * Whether a key press belongs to a composition, for events of the browser and of React. In Safari, only the key code 229 marks
 * the Enter that ends a composition.
 */
export const isOfComposition = ({ keyCode, isComposing, nativeEvent }: Key): boolean =>
  keyCode === 229 || (nativeEvent?.isComposing ?? isComposing ?? false);

/** Keeps the Enter that ends a composition from submitting a form. */
export const keepComposition = (event: Key & { key: string; preventDefault: () => void }): void => {
  if (event.key === 'Enter' && isOfComposition(event)) event.preventDefault();
};
