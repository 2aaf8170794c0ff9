/** Texts around the pages: window title, header, notices, and the window before it is connected. */
import { translatable } from '../../main/shared/language/language.ts';

export const frameWords = translatable('frameWords', {
  windowTitle: (page: string): string => `${page} — Hearth`,
  offlineHint: 'Offline mode is on: all network access is blocked',

  /** The size of the page. */
  zoom: (percent: number): string => `${percent}\u202f%`,

  starting: 'Starting…',
  noKey: {
    title: 'This tab has no valid key',
    advice: 'Open the address that Hearth printed in the terminal when it started. It ends in “?token=…”.',
  },
  failed: {
    sentence: 'Hearth could not draw this window. Your chats are safe: reload to continue.',
    reload: 'Reload',
  },

  connectionLost: 'Connection lost. Reconnecting…',
  keyRefused: 'Hearth does not accept this tab’s key. Open the address printed in the terminal.',
  /** Around the first words of a message. */
  messageDeleted: { before: '“', after: '” was deleted, with everything after it.' },
  arrived: (model: string): string => `${model} is ready.`,
  showArrived: 'Show in library',
  notModelFile:
    'That is neither a model nor an export of chats. Drop a file that ends in .gguf, .zip, .json or .jsonl.',
  notReceived: 'The file could not be sent to Hearth. Try again.',
  callFailed: 'Something went wrong. Try again.',
  callDisconnected: 'The connection to Hearth was lost.',

  /** Read to screen readers when an answer ends. */
  answerFinished: 'The answer is complete.',
  answerCopied: 'The answer was copied.',
  answerStopped: 'The answer was stopped.',
  answerCutShort: 'The answer ended early.',
} as const);
