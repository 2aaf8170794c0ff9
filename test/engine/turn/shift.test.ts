/**
 * Compares a context that was shifted with a cold start of the shortened chat. The tokens in the cache must be the same, one by
 * one. Their states cannot be the same: those that were kept were computed while the dropped ones were still visible, and their
 * keys were rotated to new positions. So answers may differ if a model depends on what was dropped; those of the starter model,
 * which answers each question by heart, must not.
 */
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type { PromptMessage } from '../../../main/shared/engine/request.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { tinyModel } from '../../fixtures/models/files.ts';
import { chatMl } from '../../fixtures/models/generate-llama.ts';
import { user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';

vi.mock('../../../main/engine/process/parent-port.ts', () => ({
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
  const engine = await LocalEngine.open(path, {
    folder: folder.path,
    budgetBytes: 0,
    contextLength: 512,
    // The guide's own template includes only the end of a chat, which never fills a context.
    chatTemplate: chatMl,
  });
  engines.push(engine);
  return engine;
};

const questions = [
  'What is prefill?',
  'What is decode?',
  'What is a token?',
  'What is the KV cache?',
  'What is quantization?',
  'What is a context length?',
  'Where are my chats kept?',
  'Does anything leave my machine?',
];

it.each([
  ['the starter model', starterModel, 0],
  ['a generated one', tinyModel(), Infinity],
])(
  'the shifted context of %s holds the shortened prompt, and little of it is reprocessed',
  async (_, path, mostOthers) => {
    const engine = await open(path);
    const cold = await open(path);
    let chat: PromptMessage[] = [
      { id: null, role: 'system', text: 'Answer in a sentence.', reasoning: '', tokens: null },
    ];
    /** Records of each turn before which the context was shifted. */
    const shifted: {
      held: number[];
      prompt: number[];
      cached: number;
      read: number;
      answer: number[];
      cold: { cached: number; answer: number[] };
    }[] = [];
    const endings = new Set<string>();
    for (let round = 0; round < 2; round += 1)
      for (const question of questions) {
        const asked = [...chat, user(question)];
        const turn = await engine.turn('chat', asked, 60, 'shift');
        endings.add(turn.ending);
        const firstKept = asked.findIndex(({ id }) => id === turn.shifted?.firstKeptId);
        chat = firstKept > 0 ? [asked[0]!, ...asked.slice(firstKept)] : asked;
        if (firstKept > 0) {
          await cold.cache.forget('cold');
          const fresh = await cold.turn('cold', chat, 60, 'shift');
          const prompt = engine.promptTokens(chat);
          shifted.push({
            held: turn.held.slice(0, prompt.length),
            prompt,
            cached: turn.timings!.cachedTokens,
            read: turn.timings!.newTokens,
            answer: turn.tokens!,
            cold: { cached: fresh.timings!.cachedTokens, answer: fresh.tokens! },
          });
        }
        chat = [...chat, turn.answer!];
      }
    expect(endings).not.toContain('context-full');
    // Shifts are rare, but frequent enough here to be tested.
    expect(shifted.length).toBeGreaterThan(1);
    expect(shifted.length).toBeLessThan(questions.length);
    expect(shifted.map(({ held }) => held)).toEqual(shifted.map(({ prompt }) => prompt));
    expect(shifted.filter(({ cached, read }) => cached <= read)).toEqual([]);
    expect(shifted.filter((one) => one.cold.cached > 0)).toEqual([]);
    const others = shifted.filter(({ answer, cold: fresh }) => String(answer) !== String(fresh.answer));
    expect(others.length).toBeLessThanOrEqual(mostOthers);
  },
);
