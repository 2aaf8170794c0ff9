/**
 * Checks that drafted tokens change the speed of an answer but never the answer, and that drafting pauses if it does not help.
 */
import type { Token } from 'node-llama-cpp';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PromptMessage } from '../../../main/shared/engine/request.ts';
import { Guesser } from '../../../main/engine/guess/guesser.ts';
import { promptLookup } from '../../../main/engine/guess/prompt-lookup.ts';
import { Turnstile } from '../../../main/engine/process/turnstile.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import {
  guessedModel,
  guessingModel,
  otherGuessingModel,
  slidingWindowModel,
  smallModel,
  tinyModel,
} from '../../fixtures/models/files.ts';
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
const open = async (
  path: string,
  speculative: boolean,
  draftModelPath: string | null = null,
): Promise<LocalEngine> => {
  const options = { folder: folder.path, budgetBytes: 0, speculative, draftModelPath, freely: true };
  const engine = await LocalEngine.open(path, options);
  engines.push(engine);
  return engine;
};

describe.each([
  ['the starter model', starterModel, 80],
  ['a generated one', tinyModel(), 120],
])('greedy answers of %s', (_, path, count) => {
  it('are the same with drafted tokens, and the cache then holds only their tokens', async () => {
    const plain = await open(path, false);
    const guessing = await open(path, true);
    const sides: { engine: LocalEngine; chat: PromptMessage[] }[] = [
      { engine: plain, chat: [] },
      { engine: guessing, chat: [] },
    ];
    let accepted = 0;
    // If a question is asked again, the answer has the same words, which can be drafted.
    for (const question of ['What is prefill?', 'What is a token?', 'What is prefill?', 'What is a token?']) {
      const message = user(question);
      const answers = [];
      for (const side of sides) {
        const turn = await side.engine.turn('chat', [...side.chat, message], count);
        answers.push(turn.tokens);
        // The cache holds the prompt and the answer. The answer's last token is evaluated with the next one, unless it was
        // drafted, and so is the end of the answer.
        const prompt = side.engine.promptTokens([...side.chat, message]);
        const held = [...prompt, ...turn.tokens!];
        expect(turn.held.slice(0, held.length)).toEqual(held.slice(0, turn.held.length));
        expect(turn.held.length).toBeLessThanOrEqual(held.length + 1);
        expect(turn.held.length).toBeGreaterThanOrEqual(held.length - 1);
        accepted += turn.trace?.speculation?.accepted ?? 0;
        side.chat = [...side.chat, message, turn.answer!];
      }
      expect(answers[1]).toEqual(answers[0]);
    }
    // Otherwise the test would have shown nothing.
    expect(accepted).toBeGreaterThan(3);
  });
});

describe('drafts from the prompt', () => {
  const asTokens = (text: string): Token[] => text.split('').map((letter) => letter.charCodeAt(0) as Token);
  const lookUp = (text: string): string | null => {
    const guesses = promptLookup.guess(asTokens(text)) as Token[] | null;
    return guesses && guesses.map((token) => String.fromCharCode(token)).join('');
  };

  it('are the tokens that followed the same tokens before', () => {
    expect(lookUp('abcdefghabcd')).toBe('efghab');
    expect(lookUp('abcdxabcdyabcd')).toBe('yabcd');
    // In a loop, hardly any tokens follow the latest match.
    expect(lookUp('xaaaaaaaaaa')).toBe('aaa');
  });

  it('do not exist if nothing similar occurred before', () => {
    expect(lookUp('abcdefghabcdz')).toBe(null);
    expect(lookUp('abc')).toBe(null);
  });
});

describe('drafting', () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => vi.restoreAllMocks());

  /** A guesser that drafts two tokens, `rightly` of which are right. Each evaluation takes `ms`. */
  const guesserOf = (rightly: number, ms: { plain: number; guessed: number }) => {
    const letter = 1 as Token;
    const guesser = new Guesser([{ guess: () => [letter, letter] }]);
    const context = [letter];
    const decoded = { decodeTokens: 0, decodeMs: 0 };
    /** Runs a turn of `steps` evaluations; resolves with how many had drafts. */
    const run = async (steps: number, isWanted = true): Promise<number> => {
      guesser.begin(isWanted, { stopped: false });
      decoded.decodeTokens = 0;
      decoded.decodeMs = 0;
      let guessed = 0;
      for (let step = 0; step < steps; step += 1) {
        const isGuessed = (await guesser.guess(context)).length > 0;
        const tokens = isGuessed ? 1 + rightly : 1;
        const took = isGuessed ? ms.guessed : ms.plain;
        if (isGuessed) guesser.note(2, rightly);
        guessed += isGuessed ? 1 : 0;
        now += took;
        decoded.decodeMs += took;
        decoded.decodeTokens += tokens;
        context.push(...Array.from({ length: tokens }, () => letter));
      }
      await guesser.guess(context);
      return guessed;
    };
    return { run, result: () => guesser.result(decoded) };
  };

  it('begins once the speed without it is known', async () => {
    const { run } = guesserOf(2, { plain: 10, guessed: 20 });
    expect(await run(6)).toBe(0);
    expect(await run(20)).toBeGreaterThan(10);
  });

  it('continues if it helps, and tells how much', async () => {
    const { run, result } = guesserOf(2, { plain: 10, guessed: 20 });
    await run(20);
    const guessed = await run(40);
    expect(guessed).toBeGreaterThan(35);
    // Three tokens in 20 ms instead of one in 10 ms, except for the first few.
    expect(result()).toMatchObject({ guessed: 2 * guessed, accepted: 2 * guessed, rests: false });
    expect(result()!.gain).toBeGreaterThan(1.4);
    expect(result()!.gain).toBeLessThan(1.5);
  });

  it('pauses if it makes answers slower, and is tried again much later', async () => {
    const { run, result } = guesserOf(0, { plain: 10, guessed: 20 });
    expect(await run(60)).toBe(6);
    expect(result()).toMatchObject({ guessed: 12, accepted: 0, rests: true });
    expect(result()!.gain).toBeLessThan(1);
    const tries = [];
    for (let turn = 0; turn < 4; turn += 1) tries.push(await run(20));
    expect(tries.some((count) => count > 0)).toBe(true);
    expect(Math.max(...tries)).toBeLessThanOrEqual(6);
  });

  it('is not done if it is turned off', async () => {
    const { run, result } = guesserOf(2, { plain: 10, guessed: 20 });
    expect(await run(40, false)).toBe(0);
    expect(result()).toBe(null);
  });
});

describe('a draft model', () => {
  // Only the draft model drafts in these tests.
  beforeEach(() => void vi.spyOn(promptLookup, 'guess').mockReturnValue(null));
  afterEach(() => vi.restoreAllMocks());

  const question = user('What is prefill?');

  it('drafts the answer, which stays the same, and the cache then holds only the answer', async () => {
    const plain = await open(guessedModel(), false);
    const guessing = await open(guessedModel(), true, guessingModel());
    const expected = await plain.turn('chat', [question], 60);
    const seen = await guessing.turn('chat', [question], 60);
    expect(seen.tokens).toEqual(expected.tokens);
    const prompt = guessing.promptTokens([question]);
    expect(seen.held).toEqual([...prompt, ...seen.tokens!].slice(0, seen.held.length));
    const { guessed, accepted } = seen.trace!.speculation!;
    // Both models expect the very same tokens, and the draft model drafts only those that it is sure of.
    expect(accepted).toBeGreaterThan(15);
    expect(accepted).toBeGreaterThan(guessed * 0.9);
  });

  it('waits at the turnstile for its turn, as the model does for which it drafts', async () => {
    const engine = await open(guessedModel(), true, guessingModel());
    const pass = vi.spyOn(Turnstile.prototype, 'pass');
    const { tokens, trace } = await engine.turn('chat', [question], 60);
    const { guessed, accepted } = trace!.speculation!;
    expect(guessed).toBeGreaterThan(15);
    // An evaluation for each draft, and one for each token that was not drafted.
    expect(pass.mock.calls.length).toBeGreaterThanOrEqual(guessed + tokens!.length - accepted);
  });

  it('keeps up through a second turn, an edit and another chat', async () => {
    const plain = await open(guessedModel(), false);
    const guessing = await open(guessedModel(), true, guessingModel());
    const first = await plain.turn('chat', [question], 20);
    const chats: [string, PromptMessage[]][] = [
      ['chat', [question]],
      ['chat', [question, first.answer!, user('Why?')]],
      ['chat', [user('What is decode?')]],
      ['other', [question]],
    ];
    for (const [chat, messages] of chats) {
      const expected = await plain.turn(chat, messages, 30);
      const seen = await guessing.turn(chat, messages, 30);
      expect(seen.tokens).toEqual(expected.tokens);
      expect(seen.trace!.speculation!.accepted).toBeGreaterThan(5);
    }
  });

  it('leaves nothing behind if an answer is stopped within correct drafts', async () => {
    const plain = await open(guessedModel(), false);
    const guessing = await open(guessedModel(), true, guessingModel());
    const expected = (await plain.turn('chat', [question], 40)).tokens!;
    const prompt = guessing.promptTokens([question]);
    let least = Infinity;
    for (let count = 10; count < 24; count += 1) {
      const { tokens, held } = await guessing.turn('chat', [question], count);
      expect(tokens).toEqual(expected.slice(0, count));
      expect(held).toEqual([...prompt, ...tokens!].slice(0, held.length));
      least = Math.min(least, prompt.length + count - held.length);
    }
    // At least one of the answers ended on a token that was verified already.
    expect(least).toBe(0);
  });

  it('changes nothing even if it is wrong most of the time', async () => {
    const plain = await open(guessedModel(), false);
    // This model has the same vocabulary but other weights.
    const guessing = await open(guessedModel(), true, otherGuessingModel());
    const expected = await plain.turn('chat', [question], 30);
    const seen = await guessing.turn('chat', [question], 30);
    expect(seen.tokens).toEqual(expected.tokens);
    expect(seen.trace!.speculation!.accepted).toBeLessThan(seen.trace!.speculation!.guessed / 2);
  });

  it.each([
    ['another vocabulary', () => smallModel(), 'because it has a different vocabulary'],
    ['a sliding window', () => slidingWindowModel(), 'because it has a different vocabulary'],
    ['no file', () => '/nowhere/draft.gguf', 'There is no file'],
  ])('with %s is left out, and the user is told why', async (_, path, sentence) => {
    const engine = await open(guessedModel(), true, path());
    expect(engine.note).toContain(sentence);
    expect((await engine.turn('chat', [question], 5)).tokens).toHaveLength(5);
  });
});
