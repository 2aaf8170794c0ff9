/** Keys that belong to an input method, which composes a character out of several keys. */

interface Key {
  keyCode: number;
  isComposing?: boolean;
  nativeEvent?: { isComposing: boolean };
}

/**
 * Whether a key press belongs to a composition, for events of the browser and of React. Safari tells the Enter that
 * ends a composition by the key code 229 alone.
 */
export const isOfComposition = ({ keyCode, isComposing, nativeEvent }: Key): boolean =>
  keyCode === 229 || (nativeEvent?.isComposing ?? isComposing ?? false);

/** For the fields of a form: the Enter that ends a composition does not send it. */
export const keepComposition = (event: Key & { key: string; preventDefault: () => void }): void => {
  if (event.key === 'Enter' && isOfComposition(event)) event.preventDefault();
};
