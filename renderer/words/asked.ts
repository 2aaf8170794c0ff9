/** Texts of the question that is asked before Hearth does what a link or a file of another program wants. */
import { translatable } from '../../main/shared/language/language.ts';

export const askedWords = translatable('askedWords', {
  prompt: {
    title: 'A link wants to start a chat with this text',
    what: 'The text is only put into the message box. Nothing is sent until you send it.',
    yes: 'Put into message box',
  },
  chat: {
    title: 'A link wants to open this chat',
    what: 'Nothing is sent.',
    yes: 'Open chat',
  },
  model: {
    title: 'A link wants to show this model',
    what: 'Hearth asks Hugging Face about the model. Nothing is downloaded until you start it.',
    yes: 'Show model',
  },
  file: {
    title: 'Load this model file?',
    what: 'Load only files from sources that you trust. The file stays in its place.',
    yes: 'Load model',
  },
  /** Marks characters that are made visible. */
  hidden: 'The marks ⟨U+…⟩ are characters that would be invisible or reorder the text.',
  noChat: 'The chat of the link is not on this computer.',
  unreadable: 'A link to Hearth was ignored: Hearth does not know this kind of link.',
} as const);
