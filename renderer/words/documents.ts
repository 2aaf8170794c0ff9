/** The texts of documents: in the message box, in messages, in their library and in their reader. */
import type {
  DocumentCost,
  DocumentFacts,
  DocumentInfo,
  ReadAgainCause,
  ReadingAhead,
} from '../../main/shared/contract/documents.ts';

import type { DocumentKind } from '../../main/shared/documents/document-text.ts';
import { bytes, count, duration, percent, tokens } from './figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

const pagesOf = (pages: number): string => (pages === 1 ? '1 page' : `${count(pages)} pages`);

export const documentsWords = translatable('documentsWords', {
  kinds: {
    text: 'Text',
    markdown: 'Markdown',
    code: 'Code',
    table: 'Table',
    json: 'JSON',
    html: 'HTML',
    pdf: 'PDF',
    word: 'Document',
    sheet: 'Spreadsheet',
    slides: 'Slides',
    book: 'Book',
    mail: 'Mail',
    image: 'Image',
    folder: 'Folder',
  } satisfies Record<DocumentKind, string>,
  pages: pagesOf,
  lines: (lines: number): string => (lines === 1 ? '1 line' : `${count(lines)} lines`),
  size: (size: number): string => bytes(size),
  unnamed: 'Document',

  /** Why a document that was read before is read again; parts of sentences. */
  again: {
    'other-model': 'another model has read it, and models cannot share a saved state',
    'other-settings':
      'it was read with another backend, KV cache precision, flash attention setting or version of llama.cpp',
    changed: 'its text has changed since',
    elsewhere: 'it was read behind another system prompt, another document or the messages of a chat',
    evicted: 'its saved state was evicted to make room for others',
    'not-kept': 'its state was not saved, or was removed',
  } satisfies Record<ReadAgainCause, string>,

  page: { title: 'Documents', hint: 'Documents that models have read or can read' },

  attach: {
    label: 'Attach',
    files: 'Choose files…',
    folder: 'Choose a folder…',
    formats:
      'PDF, Word, spreadsheets, slides, e-books, email, HTML, text, code, images, or a folder of code. The text is extracted on this computer.',
    path: 'Path of a file or folder',
    add: 'Attach',
    adding: 'Attaching…',
    recent: 'Last used',
    /** While files are dragged over the window. */
    drop: 'Drop files or folders to attach them, a chat export to import it, or a GGUF file to add the model to the library',
    /** `name`: of the file or folder that is being added. */
    addingFile: (name: string): string => `Adding ${name}…`,
  },

  attached: {
    list: 'Attached documents',
    remove: (name: string): string => `Remove ${name}`,
    open: (name: string): string => `Open ${name}`,
    waiting: 'Waiting for another document',
    extracting: 'Extracting the text',
    /** The value of the progress bar for screen readers. */
    extracted: (share: number): string => `${percent(share)} of the text extracted`,
    stop: 'Stop',
    gone: 'This document is no longer in the library. Remove it from the message.',
    tokens: (cost: DocumentCost): string => `${cost.isCounted ? '' : 'about '}${tokens(cost.tokens)}`,
    /** What the model has to do for it: `null` if that is not known. */
    reading: ({ state, prefillMs }: Pick<DocumentCost, 'state' | 'prefillMs'>): string | null => {
      if (state.where === 'hot') return 'already read: ready now';
      if (state.where === 'warm') return `already read: restored in ${duration(state.restoreMs)}`;
      const again = state.again === undefined ? null : documentsWords.again[state.again];
      if (prefillMs === null) return again === null ? null : `reprocessed: ${again}`;
      return again === null
        ? `read once in about ${duration(prefillMs)}`
        : `reprocessed in about ${duration(prefillMs)}: ${again}`;
    },
    kv: (size: number): string => `${bytes(size)} of KV cache`,
    passagesOnly: 'Only the passages that match your question are sent.',
    /** Why the whole document cannot be sent. `room`: the tokens that are left for it. */
    tooLong: (needed: number, room: number | null): string =>
      room === null
        ? `Too long for the context with ${tokens(needed)}, so only the passages that match your question are sent.`
        : `Too long for the context: ${tokens(needed)}, with room for ${count(Math.max(0, room))}. Only the passages that match your question are sent.`,
    modes: 'How much to send',
    whole: 'Whole',
    wholeHint: 'The model reads all of it, once.',
    passages: 'Passages',
    passagesHint: 'The model reads only the passages that match your question.',
    scan: ({ count: all, withText }: NonNullable<DocumentFacts['pages']>): string =>
      withText === 0
        ? `${all === 1 ? 'Its only page has no text' : `0 of ${count(all)} pages have text`}: it looks like a scan.`
        : `${count(withText)} of ${count(all)} pages have text.`,
    recognise: 'Recognise text',
    image: 'Models in Hearth cannot see images yet. You can recognise the text in this one and send that.',
    changed: 'The file has changed since it was read.',
    renew: 'Read the new version',
    /** Several documents. `ms` and `kv`: `null` if not known. */
    total: (documents: number, all: number, ms: number | null, kv: number | null): string =>
      [
        `${count(documents)} documents`,
        tokens(all),
        ms === null ? null : ms === 0 ? 'all already read' : `read once in about ${duration(ms)}`,
        kv === null ? null : `${bytes(kv)} of KV cache`,
      ]
        .filter((part) => part !== null)
        .join(' · '),
  },

  /** Why the message cannot be sent yet. */
  held: {
    adding: (name: string): string => `${name} is still being added.`,
    extracting: (name: string): string => `The text of ${name} is still being extracted.`,
    /** After the user has sent it. */
    waits: ({ step, name }: { step: 'adding' | 'extracting'; name: string }): string =>
      step === 'adding'
        ? `This will be sent as soon as ${name} is added.`
        : `This will be sent as soon as the text of ${name} is extracted.`,
    failed: (name: string): string => `Hearth could not read ${name}. Remove it to send the message.`,
    recognise: (name: string): string => `${name} has no text yet. Recognise its text, or remove it.`,
    noText: (name: string): string => `${name} has no text. Remove it to send the message.`,
    gone: 'One of the documents is no longer in the library. Remove it to send the message.',
  },

  message: {
    whole: 'whole',
    passages: (passages: number): string => (passages === 1 ? '1 passage' : `${count(passages)} passages`),
  },

  library: {
    empty: 'No documents yet',
    emptyAbout:
      'Attach a document to a message, and the model reads it once. Every later question about it, in any chat, starts from there. Your documents are kept here, with the saved state of each model that has read them.',
    add: 'Add files…',
    addFolder: 'Add a folder…',
    search: 'Search documents',
    order: 'Sort by',
    orders: { used: 'Last used', name: 'Name', size: 'Size' },
    sum: (shown: number, all: number, size: number): string =>
      `${shown === all ? (all === 1 ? '1 document' : `${count(all)} documents`) : `${count(shown)} of ${count(all)} documents`}, ${bytes(size)}`,
    asking: 'Reading the list of documents…',
    noMatch: 'No document matches.',
    showAll: 'Show all documents',
    select: (name: string): string => `Select ${name}`,
    selected: (documents: number): string =>
      documents === 1 ? '1 selected' : `${count(documents)} selected`,
    ask: 'New chat',
    askAbout: (name: string): string => `New chat about ${name}`,
    askHint: 'New chat with the selected documents',
    selectNone: 'Clear the selection',
    readNow: 'Read now',
    readNowHint: 'The loaded model reads them as soon as it is idle',
    readTonight: 'Read tonight',
    readTonightHint: 'The loaded model reads them between 23:00 and 6:00, on mains power',
    remove: 'Remove…',
    /** `chats`: with a message that has one of them. */
    removeQuestion: (documents: readonly Pick<DocumentInfo, 'chats'>[]): string => {
      const chats = documents.reduce((sum, one) => sum + one.chats, 0);
      const what =
        documents.length === 1 ? 'Its text and saved states are' : 'Their texts and saved states are';
      return chats === 0
        ? `${what} deleted from this computer; the original file stays.`
        : `${chats === 1 ? '1 chat uses' : `${count(chats)} chats use`} ${documents.length === 1 ? 'it' : 'them'}. ${what} deleted from this computer; the original file stays.`;
    },
    removeYes: 'Remove',
    chats: (chats: number): string =>
      chats === 0 ? 'in no chat' : chats === 1 ? 'in 1 chat' : `in ${count(chats)} chats`,
    used: (when: string): string => `used ${when}`,
    indexed: (share: number): string => `${percent(share)} indexed`,
    states: 'Models that have read it',
    notRead: 'Not read by any model yet',
    hot: (model: string, all: number): string => `${model}: ${tokens(all)}, in memory`,
    warm: (model: string, all: number, size: number): string =>
      `${model}: ${tokens(all)}, ${bytes(size)} on disk`,
    /** Behind a state that also holds these documents. */
    together: (names: readonly string[]): string => `, together with ${names.join(', ')}`,
    /** Behind a state. */
    withChat: ', with the messages of a chat',
    gone: 'The original file has been moved or deleted. Its text is kept.',
    ahead: ({ documentIds }: ReadingAhead, name: string): string =>
      documentIds.length === 1
        ? `Reading ${name} in advance`
        : `Reading ${name} in advance, then ${count(documentIds.length - 1)} more`,
    aheadShare: (share: number): string => `${percent(share)} read`,
    waitsFor: {
      model: 'Continues when a model is loaded and idle.',
      power: 'Continues when this computer is plugged in.',
      night: 'Begins at 23:00, if this computer is plugged in.',
    },
    /** If the system does not tell. */
    unknownPower: 'Hearth cannot tell whether this computer is plugged in, so it also reads on battery.',
    nightOnAnyPower:
      'Begins at 23:00, on battery too, because Hearth cannot tell whether this computer is plugged in.',
    stopAhead: 'Stop reading',
  },

  reader: {
    label: (name: string): string => `Document ${name}`,
    close: 'Close the document',
    opening: 'Opening the document…',
    gone: 'This document was removed from the library.',
    notReady: 'Its text has not been extracted yet.',
    noText: 'This document has no text.',
    goToPage: (pages: number): string => `Page, 1 to ${count(pages)}`,
    goToLine: (lines: number): string => `Line, 1 to ${count(lines)}`,
    headings: 'Contents',
    find: 'Find in this document',
    next: 'Next match',
    previous: 'Previous match',
    matches: (at: number, all: number, isMore: boolean): string =>
      all === 0 ? 'No match' : `${count(at)} of ${isMore ? 'more than ' : ''}${count(all)}`,
    ask: 'Ask about this',
    askHint: 'Select text to ask about it.',
    pageShort: 'Page',
    lineShort: 'Line',
    text: 'Text',
    pages: 'Pages',
    views: 'View',
    ofPages: (pages: number): string => `of ${count(pages)}`,
    zoom: 'Zoom',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fitWidth: 'Fit to width',
    percent: (value: number): string => percent(value / 100),
    cannotDraw: 'The pages of this document cannot be displayed. Its text is shown instead.',
    tooSlow: 'Displaying the pages takes too long. The text is shown instead.',
    /** Shown on a page. `text`: on the button that shows its text. */
    onPage: {
      incomplete: 'Some images or letters on this page cannot be displayed.',
      slow: 'Displaying this page takes too long.',
      broken: 'This page is damaged and cannot be displayed.',
      text: 'Show the text',
    },
  },

  citation: {
    /** `label`: for example "report.pdf, p. 3". */
    open: (label: string): string => `Open ${label}`,
    notFound: 'The document has no such page or line.',
    quoteNotFound: 'These words are not in the document.',
  },
} as const);
