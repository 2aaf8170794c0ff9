/** Questions about prompts and tokens, answered by the real engine process as the core asks them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LlamaPrompts } from '../../../main/core/engines/llama/prompt-questions.ts';
import type { AskedPrompt } from '../../../main/shared/engine/engine.ts';
import { openThinking, type RawPrompt } from '../../../main/shared/engine/request.ts';
import {
  killEngines,
  load,
  stopAfter,
  user,
  type EngineUnderTest,
} from '../../fixtures/engine/engine-under-test.ts';
import { slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';

const promptsOf = ({ engine }: EngineUnderTest): LlamaPrompts => {
  const prompts = new LlamaPrompts(
    (message) => engine.post(message),
    () => true,
  );
  engine.onMessage((message) => prompts.receive(message));
  return prompts;
};

let tiny: EngineUnderTest;
let prompts: LlamaPrompts;
beforeAll(async () => {
  tiny = await load(tinyModel(), { contextLength: 2048 });
  prompts = promptsOf(tiny);
});
afterAll(killEngines);

const asking = (text: string, program?: AskedPrompt['program']): AskedPrompt => ({
  messages: [user(text)],
  thinking: openThinking,
  ...(program === undefined ? {} : { program }),
});
const raw = (rawPrompt: RawPrompt): AskedPrompt => ({
  messages: [],
  thinking: openThinking,
  program: { rawPrompt },
});

it('reads special tokens in a text only if that is asked for', async () => {
  const how = { readsSpecial: true, begins: false };
  const text = '<|im_start|>user\nHello<|im_end|>';
  const special = await prompts.tokenize(text, how);
  const plain = await prompts.tokenize(text, { ...how, readsSpecial: false });
  expect(plain.length).toBeGreaterThan(special.length);
  expect(await prompts.detokenize(special)).toBe(text);
  expect(await prompts.detokenize(plain)).toBe(text);
  // The text is longer than what is tokenised at once, and has no place where it is best cut.
  const long = 'x<|im_start|>'.repeat(400);
  const [first, mark] = await prompts.tokenize('x<|im_start|>', how);
  expect(await prompts.tokenize(long, how)).toEqual(Array.from({ length: 400 }, () => [first, mark]).flat());
});

it('puts the token of a beginning first if the model wants it, and once', async () => {
  const gemma = promptsOf(await load(slidingWindowModel(), { contextLength: 512 }));
  const [bos] = await gemma.tokenize('<bos>', { readsSpecial: true, begins: false });
  const how = { readsSpecial: true, begins: true };
  expect(await gemma.tokenize('<bos>a', how)).toEqual(await gemma.tokenize('a', how));
  expect((await gemma.tokenize('a', how))[0]).toBe(bos);
  expect(await gemma.tokenize('', how)).toEqual([bos]);
});

it('keeps hostile texts as they are', async () => {
  for (const text of [
    '',
    '\0',
    'a\0b',
    '\u202e',
    '😀'.repeat(3000),
    `${' '.repeat(5000)}\n`,
    '<|im_en'.repeat(900),
  ])
    for (const readsSpecial of [false, true]) {
      const tokens = await prompts.tokenize(text, { readsSpecial, begins: false });
      expect(await prompts.detokenize(tokens)).toBe(text);
    }
  // A lone surrogate is no character.
  const lone = await prompts.tokenize('a\ud800b', { readsSpecial: true, begins: true });
  expect(await prompts.detokenize(lone)).toBe('a\ufffdb');
});

it('writes the prompt as the template does', async () => {
  expect(await prompts.render(asking('Hello'))).toBe(
    '<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n',
  );
  expect(await prompts.render(raw({ kind: 'text', text: '<|im_start|>x' }))).toBe('<|im_start|>x');
  const tokens = await prompts.tokenize('One two', { readsSpecial: false, begins: false });
  expect(await prompts.render(raw({ kind: 'tokens', tokens }))).toBe('One two');
});

it('counts a prompt, and what of it is in memory, while a turn runs', async () => {
  const prompt = asking('word '.repeat(300));
  const before = await prompts.count(prompt);
  expect(before).toMatchObject({ cachedTokens: 0, where: null });
  const { timings } = await tiny.run(prompt.messages, { longestAnswer: 2 });
  expect(timings!.cachedTokens + timings!.newTokens).toBe(before.tokens);
  const after = await prompts.count(prompt);
  expect(after).toMatchObject({ tokens: before.tokens, cachedTokens: before.tokens - 1, where: 'hot' });
  expect(after.firstTokenMs).toBeGreaterThan(0);

  let hasEnded = false;
  const running = tiny
    .run([user('Say something.')], { chatId: 'other', ...stopAfter(tiny.engine, 400) })
    .then(() => (hasEnded = true));
  await prompts.count(asking('While it runs'));
  expect(hasEnded).toBe(false);
  await running;
});

it('says in a sentence why it cannot answer', async () => {
  await expect(prompts.detokenize([1, 2048])).rejects.toThrow(
    'A token is not in the vocabulary of this model.',
  );
  await expect(prompts.detokenize([-1])).rejects.toThrow('A token is not in the vocabulary');
  await expect(prompts.detokenize([0.5])).rejects.toThrow('A token is not in the vocabulary');
  await expect(prompts.render(asking('x', { templateVariables: { messages: '' } }))).rejects.toThrow(
    'The variable “messages” of the chat template is set by Hearth and cannot be given.',
  );
  await expect(
    prompts.count(raw({ kind: 'infill', prefix: 'a', suffix: 'b', prompt: '', extra: [] })),
  ).rejects.toThrow('This model cannot fill in a gap');
  await expect(
    prompts.tokenize('x'.repeat(16_000_001), { readsSpecial: false, begins: false }),
  ).rejects.toThrow('The prompt is larger than any context can hold.');
  const unloaded = new LlamaPrompts(
    () => undefined,
    () => false,
  );
  await expect(unloaded.detokenize([1])).rejects.toThrow('No model is loaded.');
});
