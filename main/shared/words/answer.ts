/** Why an answer ended before the model finished it. Lengths are tokens. */
import { count, tokens } from '../format/figures.ts';
import type { Sentences } from './told.ts';

export const answerSentences = {
  'answer.failed': () => ['Something went wrong in Hearth.', 'The details are in its log.'],
  'answer.interrupted': () => 'Hearth ended while this answer was being generated.',
  'answer.closed': () => 'This answer was stopped because Hearth was closed.',
  'answer.model-switched': () => 'This answer was stopped because the model was switched.',
  'answer.model-unloaded': () => 'This answer was stopped because the model was unloaded.',
  'answer.engine-restarted': () => 'This answer was stopped because the engine was restarted.',
  'answer.engine-lost': () =>
    'The engine stopped unexpectedly while it generated this answer. The text so far is kept.',
  /** The prompt leaves less than `reserve` for an answer. `canGrow`: the context length can be raised. */
  'answer.prompt-too-long': (facts: {
    promptTokens: number;
    reserve: number;
    contextLength: number;
    canGrow: boolean;
  }) => {
    const { promptTokens, reserve, contextLength, canGrow } = facts;
    return [
      `This chat has grown to ${tokens(promptTokens)} and leaves less than ${count(reserve)} for an answer in the context of ${count(contextLength)}.`,
      canGrow
        ? 'Start a new chat, shorten the message, or raise the context length in Settings.'
        : 'Start a new chat or shorten the message. The model was not trained for a longer context.',
    ];
  },
  'answer.context-full': ({ contextLength, canGrow }: { contextLength: number; canGrow: boolean }) => [
    `The answer ends here because the context of ${tokens(contextLength)} is full.`,
    canGrow
      ? 'Start a new chat, or raise the context length in Settings.'
      : 'Start a new chat. The model was not trained for a longer context.',
  ],
  /** The answer is kept in memory until it can be saved. */
  'answer.unsaved-disk-full': () => [
    'The disk is full, so this answer is kept in memory only.',
    'Free up some space, and it will be saved automatically.',
  ],
  'answer.unsaved-locked': () => [
    'Another program is using hearth.db, so this answer is kept in memory only.',
    'Close that program, and it will be saved automatically.',
  ],
  'answer.unsaved': () => [
    'Hearth cannot write to its data folder, so this answer is kept in memory only.',
    'Check that its disk is connected, and the answer will be saved automatically.',
  ],
  'answer.not-in-book': () => [
    'This model knows only its own answers, and none of them continues this text.',
    'Choose another model to continue it.',
  ],
  /** It was one of several that were generated at once, each in a part of the memory. `room`: tokens. */
  'answer.no-room-together': ({ room }: { room: number }) => [
    `This answer has reached ${tokens(room)}, for which there was memory beside the other answers.`,
    'Keep it, then continue it.',
  ],
  'answer.longest': ({ longest }: { longest: number }) =>
    `This answer has reached the maximum length of ${tokens(longest)}.`,
  'answer.repeats': ({ last, period }: { last: number; period: number }) =>
    `This answer was stopped because it repeats itself: its last ${tokens(last)} are the same ${tokens(period)} over and over.`,
  'answer.filled-context': ({ contextLength }: { contextLength: number }) =>
    `This answer was stopped because it alone has filled the context of ${tokens(contextLength)}.`,
  'answer.nobody-reads': ({ contextLength }: { contextLength: number }) =>
    `This answer was stopped because no window of Hearth was open when the context of ${tokens(contextLength)} was full.`,
  'answer.keeps-thinking': ({ budget }: { budget: number }) =>
    `This answer was stopped because the model keeps thinking although its budget of ${tokens(budget)} is used up.`,
  'answer.format-missed': () => [
    'This answer was stopped because its beginning does not fit the response format of the chat.',
    'Change the beginning, or set the response format to free text.',
  ],
  'answer.format-unspeakable': () => [
    'This answer was stopped because the model has no token for what the response format needs next.',
    'Allow other characters in the response format, or switch to another model.',
  ],
  'answer.format-too-complex': () => [
    'This answer was stopped because its grammar can be read in too many ways, or nests too deeply.',
    'Simplify the grammar in the settings of the chat.',
  ],
  'answer.tool-unknown': ({ name }: { name: string }) => `No tool named ${name} is offered.`,
  'answer.tools-guide': () => [
    'The guide answers with its own texts only, so it cannot call tools.',
    'Switch to another model.',
  ],
  'answer.format-guide': () => [
    'The guide answers with its own texts only, so it cannot follow a response format.',
    'Switch to another model, or set the response format of this chat to free text.',
  ],
} as const satisfies Sentences<'answer'>;
