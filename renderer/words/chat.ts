/** The texts of a chat: the list of chats, messages, composer, context gauge and thinking. */
import type { Overflow } from '../../main/shared/contract/chats.ts';
import type { Ending } from '../../main/shared/contract/message.ts';
import { count } from '../../main/shared/format/figures.ts';
import { guideName } from '../../main/shared/words/engine.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const chatWords = translatable('chatWords', {
  list: {
    label: 'Chats',
    app: 'Hearth',
    newChat: 'New chat',
    empty: 'Your chats will appear here.',
    rows: 'Chats by date and folder',
    keys: 'Use the arrow keys to move between chats and to the menu of each chat. Hold Shift to select several.',
    chat: (title: string): string => `Chat “${title}”`,
    menuOf: (title: string): string => `Menu of “${title}”`,
    delete: 'Delete',
    title: 'Title',
    answering: 'Answering…',
  },

  deleted: {
    title: 'Recently deleted',
    empty: 'Deleted chats are kept here for 30 days.',
    kept: 'Chats are deleted permanently after 30 days.',
    list: 'Recently deleted chats',
    deleteAll: 'Delete all…',
    confirmAll: (chats: number): string =>
      chats === 1
        ? 'The chat will be deleted permanently.'
        : `All ${count(chats)} chats will be deleted permanently.`,
    deletePermanently: 'Delete permanently',
    /** `ago`: for example "3 days ago". */
    about: (messages: number, ago: string): string =>
      `${count(messages)} ${messages === 1 ? 'message' : 'messages'}, deleted ${ago}`,
    restore: 'Restore',
    restoreChat: (title: string): string => `Restore “${title}”`,
    delete: 'Delete…',
    deleteChat: (title: string): string => `Delete “${title}” permanently`,
    confirm: 'This chat will be deleted permanently.',
  },

  empty: {
    guideName,
    guide: {
      title: 'Ask the Hearth guide',
      about: 'A tiny built-in model that knows this app. Nothing you type leaves this computer.',
    },
    other: {
      title: 'Start a chat',
      about: 'The model runs on this computer. Nothing you type leaves it.',
    },
    /** Questions that the guide can answer, sent as they are. */
    questions: [
      'What can you do?',
      'What is prefill?',
      'Which model fits my machine?',
      'Where are my chats kept?',
    ],
  },

  conversation: {
    label: 'Conversation',
    opening: 'Opening the chat…',
    newChat: 'Start a new chat',
    toEnd: 'Jump to the end',
    /** The line above the first message that the model still sees. */
    keptFrom: 'The model can no longer see messages above this line, except whole documents.',
    modelChange: (before: string, now: string): string => `Switched from ${before} to ${now}`,
    notFormatted: 'This text could not be formatted. Its source is shown instead.',
  },

  message: {
    you: 'You',
    model: 'Model',
    copy: 'Copy',
    edit: 'Edit',
    regenerate: 'Regenerate',
    showMore: 'Show more',
    showLess: 'Show less',
    editor: 'Edit message',
    earlierAnswers: 'Earlier answers are kept as a version.',
    cancel: 'Cancel',
    send: 'Send',
    boundToSchema: 'JSON that follows the schema of this chat.',
    boundToGrammar: 'Follows the grammar of this chat.',
    /** The answer was cut. */
    cutJson: 'The JSON is incomplete: the answer ended before the schema of this chat was satisfied.',
    versions: 'Versions',
    previousVersion: 'Previous version',
    nextVersion: 'Next version',
    versionCount: (index: number, all: number): string => `${index} of ${all}`,
    menu: 'More actions',
    answer: 'Answer this message',
    continue: 'Continue',
    fork: 'Fork from here',
    tree: 'Show all versions',
    sideBySide: 'Show versions side by side',
    delete: 'Delete',
    save: 'Save',
    answerEditor: 'Edit answer',
    editedHint: 'The model’s answer is kept as a version.',
    /** `model`: the name of the model. */
    editedAnswer: (model: string): string => `${model}, edited by you`,
    /** The user wrote the first words of the answer. */
    begunAnswer: (model: string): string => `${model}, begun by you`,
    regenerateFreely: 'Regenerate without your beginning',
  },

  /** Above the first message of a fork. */
  fork: {
    /** Around the title of the chat that it was made from, which is a button. */
    from: { before: 'Forked from “', after: '”' },
    fromDeleted: 'Forked from a chat that was deleted',
  },

  /** The panel with all versions of a chat. */
  tree: {
    label: 'All versions of this chat',
    title: 'Versions',
    keys: 'Arrow keys move, Enter shows a version or restores a deleted one.',
    you: 'You',
    model: 'Model',
    empty: '(empty)',
    edited: 'edited',
    deleted: 'deleted, restore',
    version: (index: number, all: number): string => `${index} of ${all}`,
  },

  /** Large texts that were pasted. */
  pasted: {
    list: 'Pasted texts',
    about: (text: string): string => {
      const lines = text.trimEnd().split('\n').length;
      const size = lines > 1 ? `${count(lines)} lines` : `${count(text.length)} characters`;
      return `Pasted text, ${size}`;
    },
    edit: 'Edit pasted text',
    remove: 'Remove pasted text',
  },

  /** For screen readers. */
  spoken: {
    label: 'Answer as it is generated',
    code: (language: string, lines: number): string =>
      `Code${language === '' ? '' : ` in ${language}`}, ${count(lines)} ${lines === 1 ? 'line' : 'lines'}.`,
    formula: 'Formula.',
  },

  /** What the user lets the answer begin with. */
  beginning: {
    label: 'Answer begins with',
    placeholder: '“Yes, because” or “{”, for example',
    hint: 'The model continues from here.',
    hintInsteadOfThinking: 'The model continues from here, without thinking first.',
    remove: 'Remove this beginning',
  },

  /** The messages that wait for the running answer. */
  queue: {
    label: 'Queued messages',
    message: 'Queued message',
    begins: (beginning: string): string => `Answer begins with “${beginning}”`,
    waiting: 'Sent when the answer is finished.',
    held: 'Not sent yet. Send the first one now, or take it back.',
    edit: 'Edit queued message',
    editHint: 'If its turn comes first, your changes become an edit of the sent message.',
    save: 'Save',
    takeBack: 'Take back',
    takeBackHint: 'Take back into the message box',
    send: 'Send now',
  },

  /** Under an answer that did not finish. */
  ending: {
    sentences: {
      stopped: 'This answer was stopped.',
      'context-full': 'The context is full. This chat has no room for more.',
      'too-long': 'Hearth ended this answer because it was too long.',
      repeating: 'Hearth ended this answer because it was repeating itself.',
      'engine-lost': 'The engine crashed while answering.',
      interrupted: 'Hearth was closed while the model was answering.',
      failed: 'The model could not answer.',
    } satisfies Record<Exclude<Ending, 'finished'>, string>,
    tryAgain: 'Try again',
    continue: 'Continue',
    continueFromSummary: 'Continue from a summary',
    newChat: 'Start a new chat',
  },

  composer: {
    label: 'Message',
    placeholder: 'Write a message',
    draftProcessed: 'draft processed',
    draftProcessedHint: 'The model has already processed this draft, so its answer will start sooner.',
    /** Said of a draft that does not fit the context, by what the chat does when its context is full. */
    tooLong: {
      shift: 'The model will no longer see the oldest messages.',
      stop: 'Too long for this model’s context. Shorten it or start a new chat.',
      summary: 'Too long for this model’s context. Once sent, it can continue in a new chat from a summary.',
    } satisfies Record<Overflow, string>,
    tooLongNewChat: 'Too long for this model’s context. Shorten it.',
  },

  context: {
    label: 'Context',
    hint: 'Context use, and what happens when the context is full',
    /** "about" before a figure that was estimated. */
    tokens: (tokens: number, isEstimate: boolean): string =>
      `${isEstimate ? 'about ' : ''}${count(tokens)} tokens`,
    use: (used: number, limit: number, isEstimate: boolean): string =>
      `${isEstimate ? 'about ' : ''}${count(used)} of ${count(limit)} tokens`,
    chat: 'This chat',
    draft: 'This draft',
    reserved: 'Reserved for the answer',
    limit: 'Context length',
    whenFull: 'When the context is full',
    choices: {
      shift: 'Drop the oldest messages',
      stop: 'Stop with a warning',
      summary: 'Summarise and continue in a new chat',
    } satisfies Record<Overflow, string>,
  },

  thinking: {
    label: 'Thinking',
    hint: 'How much the model thinks before it answers',
    running: 'Thinking…',
    runningFor: (duration: string): string => `Thinking… ${duration}`,
    thoughtFor: (duration: string): string => `Thought for ${duration}`,
    thoughts: 'Thoughts',
    first: 'Think first',
    firstHint: 'Improves answers to hard questions. Takes time and context.',
    effort: 'Effort',
    defaultEffort: 'Default',
    budget: 'Budget (tokens)',
    noBudget: 'No limit',
    budgetHint: 'The answer begins after this many tokens of thoughts.',
    keepEarlier: 'Keep earlier thoughts',
    keepEarlierHint: 'The model sees the thoughts before its earlier answers. Uses more context.',
    on: 'Thinking on',
    off: 'Thinking off',
    withParts: (parts: readonly string[]): string => `Thinking, ${parts.join(', ')}`,
    effortOf: (level: string): string => `${level} effort`,
    atMost: (tokens: number): string => `at most ${count(tokens)} tokens`,
  },
});

/** The texts around formatted parts of an answer. */
export const markdownWords = translatable('markdownWords', {
  code: 'Code',
  codeIn: (language: string): string => `Code, ${language}`,
  plainCode: 'text',
  copyCode: 'Copy code',
  saveCode: 'Save as a file',
  wrapCode: 'Wrap long lines',
  showSource: 'Source',
  showDiagram: 'Diagram',
  showPreview: 'Preview',
  previewTitle: 'Preview, without scripts and network',
  diagram: 'Diagram',
  diagramAlt: 'Diagram; its text is in the source.',
  diagramFailed: 'This diagram could not be drawn. Its source is shown instead.',
  diagramTooSlow: 'This diagram took too long to draw. Its source is shown instead.',
  reordered:
    'This code contains invisible characters that change the order in which it is shown. Check it in an editor before you run it.',
  copyTable: 'Copy as CSV',
  taskDone: 'Done',
  taskOpen: 'Open',
  table: 'Table',
  /** A link in the place of an image. `address`: without its scheme. */
  image: (name: string, address: string): string =>
    name === '' ? `External image not loaded: ${address}` : `External image not loaded: ${name} (${address})`,
});
