/** Guessed tokens change how fast an answer is written, never the answer; and they stop where they do not pay. */
import type { Token } from 'node-llama-cpp';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { PromptMessage } from '../../main/engine/protocol.ts';
import { PromptLookup } from '../../main/engine/process/prompt-lookup.ts';
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
const open = async (path: string, speculative: boolean): Promise<LocalEngine> => {
  const engine = await LocalEngine.open(path, { folder: folder.path, budgetBytes: 0, speculative });
  engines.push(engine);
  return engine;
};

describe.each([
  ['the starter model', starterModel, 80],
  ['a generated one', tinyModel(), 120],
])('greedy answers of %s', (_, path, count) => {
  it('are the same token by token, and what is left in the cache is theirs alone', async () => {
    const plain = await open(path, false);
    const guessing = await open(path, true);
    const sides: { engine: LocalEngine; chat: PromptMessage[] }[] = [
      { engine: plain, chat: [] },
      { engine: guessing, chat: [] },
    ];
    const guesses = { accepted: 0, refuted: 0 };
    // Asked again, a question is answered in the same words, which can be guessed.
    for (const question of ['What is prefill?', 'What is a token?', 'What is prefill?', 'What is a token?']) {
      const message = user(question);
      const answers = [];
      for (const side of sides) {
        const turn = await side.engine.turn('chat', [...side.chat, message], count);
        answers.push(turn.tokens);
        // All of the prompt and the answer but its last token, which is evaluated with what follows it.
        const prompt = side.engine.promptTokens([...side.chat, message]);
        const held = [...prompt, ...turn.tokens!];
        expect(turn.held).toEqual(held.slice(0, turn.held.length));
        expect(turn.held.length).toBeGreaterThanOrEqual(held.length - 1);
        const { accepted = 0, guessed = 0 } = turn.trace?.speculation ?? {};
        guesses.accepted += accepted;
        guesses.refuted += guessed - accepted;
        side.chat = [...side.chat, message, turn.answer!];
      }
      expect(answers[1]).toEqual(answers[0]);
    }
    // Both kinds took part, else it would have shown nothing.
    expect(guesses.accepted).toBeGreaterThan(3);
    expect(guesses.refuted).toBeGreaterThan(10);
  });
});

describe('an answer that is stopped among checked guesses', () => {
  it('leaves none of them behind, so that its state is its own tokens', async () => {
    const engine = await open(starterModel, true);
    const message = user('What is prefill?');
    const first = await engine.turn('chat', [message], 60);
    const again = [message, first.answer!, user('What is prefill?')];
    for (let count = 2; count < 14; count += 1) {
      await engine.turn('chat', again, count);
      const { sequence } = engine.cache.hot[0]!;
      // What the library keeps for the next call, and would write into a state file without its tokens.
      const { _loadedTokenPredictions: left } = sequence as unknown as { _loadedTokenPredictions: unknown[] };
      expect(left, `after ${count} tokens`).toEqual([]);
    }
  });
});

describe('guesses', () => {
  const context = 'a b c d e f g h a b c d'.split(' ').map((letter) => letter.charCodeAt(0) as Token);
  const letters = (tokens: Token[]): string => tokens.map((token) => String.fromCharCode(token)).join('');
  const lookup = (): PromptLookup => {
    const made = new PromptLookup();
    made.begin(true);
    made.reset({ stateTokens: context });
    return made;
  };

  it('are what followed the same tokens before', () => {
    expect(letters(lookup().predictTokens())).toBe('efghab');
  });

  it('are none where nothing of the kind stood before, or where they are not wanted', () => {
    const made = lookup();
    made.pushTokens(['z'.charCodeAt(0) as Token]);
    expect(made.predictTokens()).toEqual([]);
    const unwanted = lookup();
    unwanted.begin(false);
    expect(unwanted.predictTokens()).toEqual([]);
  });

  it('end where they make it slower, and are tried again once that is long ago', () => {
    const clock = vi.spyOn(performance, 'now');
    let now = 0;
    clock.mockImplementation(() => now);
    const made = lookup();
    /** One evaluation that takes `ms` and yields one token. */
    const step = (ms: number, text: string): number => {
      made.reset({ stateTokens: text.split('').map((letter) => letter.charCodeAt(0) as Token) });
      const guesses = made.predictTokens();
      now += ms;
      made.pushTokens(['x'.charCodeAt(0) as Token]);
      made.predictTokens();
      return guesses.length;
    };
    for (let count = 0; count < 10; count += 1) {
      step(10, 'abcdefgh');
      step(30, 'abcdefghabcd');
    }
    expect(made.pays).toBe(false);
    expect(step(30, 'abcdefghabcd')).toBe(0);
    for (let turn = 0; turn < 4; turn += 1) made.begin(true);
    expect(made.pays).toBe(true);
    expect(step(30, 'abcdefghabcd')).toBe(6);
    clock.mockRestore();
  });
});
