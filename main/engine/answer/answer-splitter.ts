/** Chooses the splitter that separates thoughts and text of an answer. */
import type { AnswerSplitter } from './answer-fields.ts';
import type { AnswerMarks } from './answer-marks.ts';
import { ChannelSplitter } from './channel-splitter.ts';
import { TagSplitter } from './tag-splitter.ts';

/** `startsOpen`: the prompt has already opened thoughts. */
export const answerSplitter = (marks: AnswerMarks, startsOpen: boolean): AnswerSplitter =>
  marks.channels === null ? new TagSplitter(marks, startsOpen) : new ChannelSplitter(marks, marks.channels);
