/** Chooses the splitter that separates thoughts and text of an answer. */
import type { AnswerSplitter } from './answer-fields.ts';
import type { AnswerMarks } from './answer-marks.ts';
import { ChannelSplitter } from './channel-splitter.ts';
import { TagSplitter } from './tag-splitter.ts';

/** `startsOpen`: the prompt has already opened thoughts. `isBound`: the text is bound to a grammar. */
export const answerSplitter = (marks: AnswerMarks, startsOpen: boolean, isBound = false): AnswerSplitter =>
  marks.channels === null
    ? new TagSplitter(marks, startsOpen, isBound)
    : new ChannelSplitter(marks, marks.channels, isBound);
