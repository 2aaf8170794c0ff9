/** Texts of the quick window. */
import { translatable } from '../../main/shared/language/language.ts';

export const quickWords = translatable('quickWords', {
  title: 'Hearth: quick window',
  hide: 'Hide quick window',
  open: 'Open in main window',
  clipboard: 'Clipboard',
  clipboardHint: 'Add the text of the clipboard to your question',
  selection: 'Selection',
  selectionHint: 'Add the text that is selected in another program',
  nothing: 'There is no text to add.',
  refused: 'The browser did not allow Hearth to read the clipboard. Paste the text instead.',
  hint: 'Enter sends. Your question is processed while you type.',
  /** `readiness`: for example "ready at once". */
  state: (readiness: string): string =>
    `Instructions ${readiness}. Your question is processed while you type.`,
} as const);
