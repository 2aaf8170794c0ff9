import { describe, expect, it } from 'vitest';
import { answerMarks, special, type AnswerMarks } from '../../../main/engine/answer/answer-marks.ts';
import { answerSplitter } from '../../../main/engine/answer/answer-splitter.ts';
import type { AnswerFormat } from '../../../main/engine/answer/answer-format.ts';

const tags: AnswerFormat = {
  open: '<think>',
  close: '</think>',
  between: [],
  closing: '\n</think>\n\n',
  end: '<|im_end|>',
  channels: null,
  isFromTemplate: true,
};
const harmony: AnswerFormat = {
  ...tags,
  open: '<|channel|>analysis<|message|>',
  close: '<|end|>',
  end: '<|return|>',
  channels: {
    start: '<|start|>assistant',
    message: '<|message|>',
    thoughts: '<|channel|>analysis',
    answer: '<|channel|>final',
  },
};
const solar: AnswerFormat = {
  ...tags,
  open: '<|think|>',
  close: '<|end|>',
  between: ['<|begin|>assistant<|content|>', '<|begin|>assistant', '<|content|>'],
  end: '<|end|>',
};

/** A vocabulary that has these texts, and no others, as special tokens. */
const spelling =
  (...tokens: string[]) =>
  (text: string): string =>
    tokens.reduce((spelt, token) => spelt.replaceAll(token, special(token)), text);
const plainly = spelling();
const think = answerMarks(tags, plainly);
const tokenThink = answerMarks(tags, spelling('<think>', '</think>'));
const unnamed = answerMarks({ ...tags, isFromTemplate: false }, plainly);
const channelTokens = spelling('<|channel|>', '<|message|>', '<|start|>', '<|end|>', '<|constrain|>');

interface Split {
  reasoning: string;
  text: string;
}

/** Feeds `text` in pieces of `size` characters and joins the output by field. */
const split = (
  marks: AnswerMarks,
  text: string,
  size: number,
  startsOpen = false,
): Split & { isPlain: boolean } => {
  const splitter = answerSplitter(marks, startsOpen);
  const result: Split = { reasoning: '', text: '' };
  const pieces = [];
  for (let at = 0; at < text.length; at += size) pieces.push(...splitter.push(text.slice(at, at + size)));
  pieces.push(...splitter.finish());
  for (const piece of pieces) {
    if (piece.field === 'moved') Object.assign(result, { reasoning: piece.reasoning, text: '' });
    else if (piece.field === 'text' || piece.field === 'reasoning') result[piece.field] += piece.text;
  }
  return { ...result, isPlain: splitter.isPlain };
};

describe.each([1, 2, 3, 7, 1000])('in pieces of %i', (size) => {
  const parts = (marks: AnswerMarks, text: string, startsOpen = false): Split => {
    const { reasoning, text: said } = split(marks, text, size, startsOpen);
    return { reasoning, text: said };
  };

  it('separates thoughts from the text and drops the space around the marks', () => {
    expect(split(think, '<think>\nFirst,\n\nthen.\n</think>\n\nThe answer.\n\nMore', size)).toEqual({
      reasoning: 'First,\n\nthen.',
      text: 'The answer.\n\nMore',
      isPlain: false,
    });
  });

  it('starts within thoughts if the prompt opened them, even if the model opens them again', () => {
    const expected = { reasoning: 'Hm.', text: 'Yes' };
    expect(parts(think, 'Hm.\n</think>\nYes', true)).toEqual(expected);
    expect(parts(think, '\n<think>\nHm.\n</think>\nYes', true)).toEqual(expected);
  });

  it('keeps an answer without thoughts, and text that only resembles a mark', () => {
    expect(split(think, 'a < b, <thin, <think', size)).toEqual({
      reasoning: '',
      text: 'a < b, <thin, <think',
      isPlain: true,
    });
  });

  it('keeps every character of a model without thoughts', () => {
    for (const text of [' spaces \n kept <think> ', '\n\nYes.\n', 'Close with\n</think>\nand go on.\n'])
      expect(split(unnamed, text, size)).toEqual({ reasoning: '', text, isPlain: true });
  });

  it('leaves out an empty thought, and one that was only closed', () => {
    expect(parts(think, '<think>\n\n</think>\n\nYes')).toEqual({ reasoning: '', text: 'Yes' });
    expect(parts(think, '</think>\n\nYes')).toEqual({ reasoning: '', text: 'Yes' });
  });

  it('keeps thoughts that were cut off', () => {
    expect(parts(think, '<think>Hm, so')).toEqual({ reasoning: 'Hm, so', text: '' });
    expect(parts(think, '<think>Hm, so </thi')).toEqual({ reasoning: 'Hm, so </thi', text: '' });
  });

  it('keeps an answer that mentions the marks', () => {
    for (const text of [
      'Strip it with `re.sub(r"<think>.*?</think>", "", s)` and you are done.',
      'Qwen opens its thoughts with `<think>`. More follows.\n\n- one',
      'A block:\n\n```\n<think>\nHm\n\n</think>\n```\n\nThat is it.',
      'The tag </think> closes it, <think> opens it.',
      'Thoughts end with "</think>", always.',
      'First.\n\n<think> is a tag that some models write.',
      'Look for (</think>) in `a` and `</think>`\n\nin b.',
    ])
      expect(split(think, text, size)).toMatchObject({ reasoning: '', text });
  });

  it('loses nothing of thoughts that mention the closing mark', () => {
    expect(parts(think, '<think>The user asks about </think> tags.</think>\n\nAnswer')).toEqual({
      reasoning: 'The user asks about </think> tags.',
      text: 'Answer',
    });
    expect(parts(think, '<think>What does `</think>` mean?\n</think>\n\nIt closes.')).toEqual({
      reasoning: 'What does `</think>` mean?',
      text: 'It closes.',
    });
    // A mark within a line was a real one if no other follows.
    expect(parts(think, '<think>So it is 4. </think> The answer is 4.')).toEqual({
      reasoning: 'So it is 4.',
      text: 'The answer is 4.',
    });
  });

  it('takes everything before a lone closing mark for thoughts', () => {
    const expected = { reasoning: 'Hm, so 4.', text: 'The answer is 4.' };
    expect(parts(think, 'Hm, so 4.\n</think>\n\nThe answer is 4.')).toEqual(expected);
    expect(parts(think, 'Hm, so 4.</think>The answer is 4.')).toEqual(expected);
    expect(parts(think, 'Hm, so 4.\n</think> The answer is 4.')).toEqual(expected);
  });

  it('recognizes the usual marks of a model whose template has none', () => {
    expect(parts(unnamed, '\n<think>\nHm\n\nlet me **see**.\n</think>\n\n4.')).toEqual({
      reasoning: 'Hm\n\nlet me **see**.',
      text: '4.',
    });
  });

  it('separates two thoughts and two paragraphs', () => {
    const expected = { reasoning: 'a\n\nb', text: 'First paragraph.\n\nSecond paragraph.' };
    expect(parts(think, '<think>a</think>First paragraph.\n\n<think>b</think>\n\nSecond paragraph.')).toEqual(
      expected,
    );
    expect(
      parts(
        tokenThink,
        spelling(
          '<think>',
          '</think>',
        )('<think>a</think>First paragraph.\n\n<think>b</think>\n\nSecond paragraph.'),
      ),
    ).toEqual(expected);
  });

  it('takes the letters of a special token for text, and the token for a mark', () => {
    const token = spelling('<think>', '</think>');
    expect(parts(tokenThink, '<think>a</think>b')).toEqual({ reasoning: '', text: '<think>a</think>b' });
    expect(parts(tokenThink, `${token('<think>')}a </think> b\n</think>\n${token('</think>')}c`)).toEqual({
      reasoning: 'a </think> b\n</think>',
      text: 'c',
    });
    expect(parts(tokenThink, token('Write `<think>` first.'))).toEqual({
      reasoning: '',
      text: 'Write `<think>` first.',
    });
    expect(parts(tokenThink, `Hm, so 4.\n${token('</think>')}\n\n4.`)).toEqual({
      reasoning: 'Hm, so 4.',
      text: '4.',
    });
  });

  it('drops what a template puts between thoughts and text', () => {
    expect(parts(answerMarks(solar, plainly), '<|think|>Hm.<|end|><|begin|>assistant<|content|>Yes')).toEqual(
      { reasoning: 'Hm.', text: 'Yes' },
    );
    expect(parts(answerMarks(solar, plainly), '<|content|>Yes')).toEqual({ reasoning: '', text: 'Yes' });
  });

  it('drops the mark that ends the text if the model spells it out', () => {
    const granite = answerMarks({ ...tags, between: ['<response>'], end: '</response>' }, plainly);
    expect(parts(granite, '<think>Hm</think><response>Yes, </response> it is.</response>\n')).toEqual({
      reasoning: 'Hm',
      text: 'Yes, </response> it is.',
    });
  });

  describe.each([
    ['spelt out', plainly],
    ['as special tokens', channelTokens],
  ])('channels, %s,', (_, spell) => {
    const marks = answerMarks(harmony, spell);
    it.each([
      [
        '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.',
        { reasoning: 'Hm.', text: 'Yes.' },
      ],
      [
        '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant<|channel|>final<|message|>Yes.',
        { reasoning: 'Hm.', text: 'I will look.\n\nYes.' },
      ],
      ['<|channel|>final <|constrain|>json<|message|>{"a":1}', { reasoning: '', text: '{"a":1}' }],
      [
        '<|channel|>commentary?<|message|>x<|end|><|start|>assistant<|channel|>final<|message|>Yes.',
        { reasoning: '', text: 'x\n\nYes.' },
      ],
      [
        '<|channel|>commentary<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>analysis<|message|>So.<|end|><|start|>assistant<|channel|>final<|message|>Yes.',
        { reasoning: 'Hm.\n\nSo.', text: 'Yes.' },
      ],
      [
        '<|channel|>commentary to=functions.look <|constrain|>json<|message|>{"at":1}',
        { reasoning: '{"at":1}', text: '' },
      ],
      ['<|message|>Yes.', { reasoning: '', text: 'Yes.' }],
      ['Yes, without a header.', { reasoning: '', text: 'Yes, without a header.' }],
      ['<|channel|>final\nYes.', { reasoning: '', text: 'Yes.' }],
      ['<|channel|>final', { reasoning: '', text: '' }],
      [
        '<|channel|>analysis<|message|>Hm.<|start|>assistant<|channel|>final<|message|>Yes.',
        { reasoning: 'Hm.', text: 'Yes.' },
      ],
      ['<|channel|>analysis<|message|>Hm, a < b', { reasoning: 'Hm, a < b', text: '' }],
    ])('are recognized by their headers: %s', (text, expected) => {
      expect(parts(marks, spell(text))).toEqual(expected);
    });
  });

  it('keeps an answer that mentions channels if the vocabulary has their marks as tokens', () => {
    const text = 'Each part ends with <|end|>, and <|start|>assistant begins the next.';
    expect(
      parts(answerMarks(harmony, channelTokens), channelTokens('<|channel|>final<|message|>') + text),
    ).toEqual({ reasoning: '', text });
  });
});

it('the splitter returns text as soon as it is decided', () => {
  const splitter = answerSplitter(think, false);
  expect(splitter.push('Hello')).toEqual([{ field: 'text', text: 'Hello' }]);
  expect(splitter.push(' <th')).toEqual([]);
  expect(splitter.push('e')).toEqual([{ field: 'text', text: ' <the' }]);
});

it('the splitter tells whether the text is still to come', () => {
  const thoughts = answerSplitter(think, false);
  expect(thoughts).toMatchObject({ isThinking: false, isUnfinished: false });
  thoughts.push('<think>');
  expect(thoughts).toMatchObject({ isThinking: true, isUnfinished: true });
  const channels = answerSplitter(answerMarks(harmony, plainly), false);
  channels.push('<|channel|>commentary<|message|>I will look.');
  expect(channels).toMatchObject({ isThinking: false, isUnfinished: true });
  channels.push('<|end|><|start|>assistant<|channel|>final<|message|>Yes.');
  expect(channels.isUnfinished).toBe(false);
});
