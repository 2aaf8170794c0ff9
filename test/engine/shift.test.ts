/**
 * A context that was shifted: what is compared with a cold start of the shortened chat. The tokens in the cache are the
 * same, one by one. Their states cannot be: those that stayed were computed while the dropped ones could still be seen,
 * and their keys were turned to new positions. So answers may differ where a model leans on what was dropped; those of
 * the starter model, which answers the last question by heart, must not.
 */
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type { PromptMessage } from '../../main/engine/protocol.ts';
import { starterModel } from '../../main/paths.ts';
import { temporaryFolder } from '../contract/test-core.ts';
import { tinyModel } from '../models/files.ts';
import { user } from './engine-under-test.ts';
import { LocalEngine } from './in-process.ts';

vi.mock('../../main/engine/process/parent-port.ts', () => ({
  post: () => undefined,
  listen: () => undefined,
}));

const folder = temporaryFolder();
afterAll(() => folder.remove());
let engines: LocalEngine[] = [];
afterEach(async () => {
  for (const engine of engines) await engine.close();
  engines = [];
});
const open = async (path: string): Promise<LocalEngine> => {
  const engine = await LocalEngine.open(path, { folder: folder.path, budgetBytes: 0, contextLength: 512 });
  engines.push(engine);
  return engine;
};

const questions = [
  'What is prefill?',
  'What is decode?',
  'What is a token?',
  'What is the KV cache?',
  'What is quantisation?',
  'What is a context length?',
  'Where are my chats kept?',
  'Does anything leave my machine?',
];

it.each([
  ['the starter model', starterModel, true],
  ['a generated one', tinyModel(), false],
])('of %s holds the shortened prompt, and reads little of it again', async (_, path, sameAnswers) => {
  const engine = await open(path);
  const cold = await open(path);
  let chat: PromptMessage[] = [
    { id: null, role: 'system', text: 'Answer in a sentence.', reasoning: '', tokens: null },
  ];
  let shifts = 0;
  for (let round = 0; round < 2; round += 1)
    for (const question of questions) {
      const asked = [...chat, user(question)];
      const turn = await engine.turn('chat', asked, 60, 'shift');
      expect(turn.ending).not.toBe('context-full');
      const firstKept = asked.findIndex(({ id }) => id === turn.shifted?.firstKeptId);
      chat = firstKept > 0 ? [asked[0]!, ...asked.slice(firstKept)] : asked;
      if (firstKept > 0) {
        shifts += 1;
        const prompt = engine.promptTokens(chat);
        expect(turn.held.slice(0, prompt.length)).toEqual(prompt);
        expect(turn.timings!.cachedTokens).toBeGreaterThan(turn.timings!.newTokens);
        await cold.cache.forget('cold');
        const fresh = await cold.turn('cold', chat, 60, 'shift');
        expect(fresh.timings!.cachedTokens).toBe(0);
        expect(fresh.shifted).toBeNull();
        if (sameAnswers) expect(turn.tokens).toEqual(fresh.tokens);
      }
      chat = [...chat, turn.answer!];
    }
  // Rare, but often enough here to have been seen.
  expect(shifts).toBeGreaterThan(1);
  expect(shifts).toBeLessThan(questions.length);
});
