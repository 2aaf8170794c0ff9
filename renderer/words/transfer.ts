/** The texts of exporting, printing and importing chats. The result of an import is in main/shared/words/import-summary.ts. */
import { bytes, count } from './figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const transferWords = translatable('transferWords', {
  title: 'Import and export',

  import: {
    title: 'Import chats',
    about:
      'From ChatGPT, Claude, Open WebUI, LM Studio, Jan, llama.cpp or Hearth. Choose the file that the program exported, a zip file included, or drop it on the window.',
    again: 'Chats that are already here are not imported twice.',
    choose: 'Choose files…',
    /** `file`: the name of the file that is sent to Hearth. */
    receiving: (file: string): string => `Receiving ${file}…`,
    running: (file: string, chats: number): string =>
      file === ''
        ? 'Reading…'
        : `Reading ${file}: ${chats === 1 ? '1 chat' : `${count(chats)} chats`} so far`,
    progress: 'Import',
    /** The value of the progress bar for screen readers. */
    value: (done: number, total: number): string => `${bytes(done)} of ${bytes(total)}`,
    stop: 'Stop',
    details: 'Details',
    show: 'Show chat',
    done: 'Done',
  },

  prepare: {
    /** Beside a button, after an import. */
    offer: 'Hearth can process imported chats in idle time, so that they answer without a wait.',
    /** `chats`: those that were used last. */
    button: (chats: number): string =>
      chats === 1 ? 'Process the latest chat' : `Process the ${count(chats)} latest chats`,
    left: (done: number, left: number): string =>
      `${count(done)} of ${count(done + left)} imported chats processed`,
    finished: (done: number): string =>
      done === 1 ? '1 imported chat is processed.' : `${count(done)} imported chats are processed.`,
    waitsFor: {
      model: 'Continues when a model is loaded.',
      power: 'Continues when this computer is plugged in.',
    },
    stop: 'Stop processing',
  },

  export: {
    /** `chats`: the number of chats, or the title of the only one. */
    title: (chats: number | string): string =>
      typeof chats === 'string'
        ? `Export “${chats}”`
        : chats === 1
          ? 'Export 1 chat'
          : `Export ${count(chats)} chats`,
    all: 'Export all chats',
    asked: 'Export…',
    allAsked: 'All chats instead',
    none: 'Chats can be exported once there are any.',
    about: {
      markdown: 'To read and edit as text',
      html: 'To read in a browser and to print',
      jsonl: 'Everything, including versions and timings; can be imported again',
    },
    print: 'Print or save as PDF',
    printAbout: 'All messages of the chat',
    writing: 'Exporting…',
    saved: (path: string): string => `Exported to ${path}`,
  },
});
