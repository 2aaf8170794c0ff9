/** Moves the focus to the message box, after the next drawing: the composer may be another one then. */
export const focusComposer = (): void => {
  requestAnimationFrame(() => document.getElementById('message')?.focus());
};
