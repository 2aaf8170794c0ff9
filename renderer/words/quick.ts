/** Texts of the quick window. */
import { translatable } from '../../main/shared/language/language.ts';
import { duration } from './figures.ts';

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
  hint: 'Enter sends. Your question is processed as you type.',
  hintWithHide: 'Enter sends, Esc hides. Your question is processed as you type.',
  /** The KV state of the window's system prompt is not there yet. */
  later: (ms: number): string =>
    `The first answer takes about ${duration(Number(ms.toPrecision(2)))} longer: the instructions are processed first.`,
} as const);
