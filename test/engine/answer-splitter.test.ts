import { describe, expect, it } from 'vitest';
import { AnswerSplitter } from '../../main/engine/process/answer-splitter.ts';
import type { ReasoningMarks } from '../../main/engine/process/reasoning-marks.ts';

const think: ReasoningMarks = { open: '<think>', close: '</think>', drop: [] };
const harmony: ReasoningMarks = {
  open: '<|channel|>analysis<|message|>',
  close: '<|end|>',
  drop: ['<|start|>assistant', '<|channel|>final<|message|>'],
};

/** Feeds `text` in pieces of `size` and joins what comes out by field. */
const split = (marks: ReasoningMarks | null, text: string, size: number, startsOpen = false) => {
  const splitter = new AnswerSplitter(marks, startsOpen);
  const result = { reasoning: '', text: '' };
  const pieces = [];
  for (let at = 0; at < text.length; at += size) pieces.push(...splitter.push(text.slice(at, at + size)));
  pieces.push(...splitter.finish());
  for (const piece of pieces) result[piece.field] += piece.text;
  return { ...result, isPlain: splitter.isPlain };
};

describe.each([1, 2, 3, 7, 1000])('in pieces of %i', (size) => {
  it('tells reasoning from the answer and drops the space around the marks', () => {
    expect(split(think, '<think>\nFirst,\n\nthen.\n</think>\n\nThe answer.\n\nMore', size)).toEqual({
      reasoning: 'First,\n\nthen.',
      text: 'The answer.\n\nMore',
      isPlain: false,
    });
  });

  it('starts within reasoning where the prompt opened it', () => {
    expect(split(think, 'Hm.\n</think>\nYes', size, true)).toMatchObject({
      reasoning: 'Hm.',
      text: 'Yes',
    });
  });

  it('keeps an answer without reasoning, and what only looks like a mark', () => {
    expect(split(think, 'a < b, <thin, <think', size)).toEqual({
      reasoning: '',
      text: 'a < b, <thin, <think',
      isPlain: true,
    });
    expect(split(null, ' spaces \n kept <think> ', size)).toEqual({
      reasoning: '',
      text: ' spaces \n kept <think> ',
      isPlain: true,
    });
  });

  it('leaves out an empty thought', () => {
    expect(split(think, '<think>\n\n</think>\n\nYes', size)).toMatchObject({ reasoning: '', text: 'Yes' });
  });

  it('keeps reasoning that was cut off', () => {
    expect(split(think, '<think>Hm, so', size)).toMatchObject({ reasoning: 'Hm, so', text: '' });
  });

  it('understands the channels of gpt-oss', () => {
    expect(
      split(
        harmony,
        '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.',
        size,
      ),
    ).toMatchObject({ reasoning: 'Hm.', text: 'Yes.' });
  });
});

it('gives text out as soon as it is decided', () => {
  const splitter = new AnswerSplitter(think, false);
  expect(splitter.push('Hello')).toEqual([{ field: 'text', text: 'Hello' }]);
  expect(splitter.push(' <th')).toEqual([]);
  expect(splitter.push('e')).toEqual([{ field: 'text', text: ' <the' }]);
});
