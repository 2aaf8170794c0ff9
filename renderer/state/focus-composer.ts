/** Moves the focus to the message box after the next rendering, which may replace the composer. */
export const focusComposer = (): void => {
  requestAnimationFrame(() => document.getElementById('message')?.focus());
};
