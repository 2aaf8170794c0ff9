/** Chats whose states are worth a file, on the real engine process. */
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import type { EngineConfig, PromptMessage } from '../../main/engine/protocol.ts';
import { smallModel } from '../models/files.ts';
import { answered, load, stopAfter, user, type EngineUnderTest, type Turn } from './engine-under-test.ts';

/** For snapshots: more than any test writes. */
export const budgetBytes = 1e9;
const words = 'river stone window paper Berlin seven quiet under letter because green forty and then'.split(
  ' ',
);

/** Plain text of so many words, another for each `seed`. */
export const text = (seed: number, count: number): string => {
  let state = seed * 7919;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return words[(state >> 16) % words.length]!;
  }).join(' ');
};

/** Asks and stops after the first piece of text; resolves with the answer and the chat so far. */
export const ask = async (
  engine: EngineUnderTest,
  chatId: string,
  messages: PromptMessage[],
): Promise<{ turn: Turn; chat: PromptMessage[] }> => {
  const turn = await engine.run(messages, { chatId, ...stopAfter(engine.engine, 1) });
  return { turn, chat: [...messages, answered(turn)] };
};

/** Resolves when the engine has written what it holds, as it does when nobody needs it. */
export const written = (chatId: string, folder: string): Promise<void> =>
  expect
    .poll(() => readdirSync(folder).some((name) => name.startsWith(`${chatId}.`) && name.endsWith('.json')), {
      timeout: 10_000,
    })
    .toBe(true);

/** 170 words are some 800 tokens of the synthetic vocabulary: long enough that a state is worth its file. */
export const long = (seed: number): PromptMessage => user(text(seed, 170));

/** An engine that has read one such message in the chat `one`. */
export const startLong = async (folder: string, config: Partial<EngineConfig> = {}) => {
  const engine = await load(smallModel(), { snapshots: { folder, budgetBytes }, ...config });
  const first = await ask(engine, 'one', [long(1)]);
  return { engine, first };
};
