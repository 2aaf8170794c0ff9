import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FromEngine } from '../../main/engine/protocol.ts';
import { channelModel, tinyModel } from '../models/files.ts';
import { killEngines, stateFolder, user } from './engine-under-test.ts';
import { LocalEngine } from './in-process.ts';

/** What a window shows of an answer in the end. */
const shown = (posted: FromEngine[]): { text: string; reasoning: string } => {
  const answer = { text: '', reasoning: '' };
  for (const message of posted) {
    if (message.kind === 'wrote') answer[message.field] += message.text;
    if (message.kind === 'rethought') Object.assign(answer, { text: '', reasoning: message.reasoning });
  }
  return answer;
};

afterAll(killEngines);

describe('a model that answers in channels', () => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(channelModel(), { folder: stateFolder() })));
  afterAll(() => engine.close());

  it('goes on behind its thoughts, whose mark llama.cpp takes for the end of a turn', async () => {
    const answer = await engine.answer(
      [user('Is it?')],
      '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>{"a":1}<|return|>More',
    );
    expect(shown(answer.posted)).toEqual({ reasoning: 'Hm.', text: 'I will look.\n\n{"a":1}' });
    expect(answer).toMatchObject({
      ending: 'finished',
      answer: { text: 'I will look.\n\n{"a":1}', reasoning: 'Hm.' },
    });
  });
});

describe('a model whose vocabulary has the marks of thoughts, under a template without them', () => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(tinyModel(), { folder: stateFolder() })));
  afterAll(() => engine.close());
  const ask = async (text: string) => shown((await engine.answer([user('Is it?')], text)).posted);

  it('thinks between them', async () => {
    expect(await ask('<think>\nHm\n\nlet me **see**.\n</think>\n\n4.<|im_end|>')).toEqual({
      reasoning: 'Hm\n\nlet me **see**.',
      text: '4.',
    });
    expect(await ask('Hm, so 4.\n</think>\n\n4.<|im_end|>')).toEqual({ reasoning: 'Hm, so 4.', text: '4.' });
  });

  it('keeps every character of an answer without thoughts', async () => {
    const text = '\n  Strip `<think>.*?</think>`.\n\n<think> is a tag.\n ';
    const { posted, tokens } = await engine.answer([user('Is it?')], `${text}<|im_end|>`);
    expect(shown(posted)).toEqual({ reasoning: '', text });
    expect(tokens).not.toBeNull();
  });
});
