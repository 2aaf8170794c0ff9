/** Checks that the token count of a chat is that of the prompt as it is sent. */
import { afterEach, expect, it } from 'vitest';
import type { FromEngine } from '../../../main/shared/engine/protocol.ts';
import { openThinking } from '../../../main/shared/engine/request.ts';
import { tinyModel } from '../../fixtures/models/files.ts';
import {
  answered,
  killEngines,
  load,
  receive,
  stopAfter,
  user,
} from '../../fixtures/engine/engine-under-test.ts';

afterEach(killEngines);

type Counted = Extract<FromEngine, { kind: 'counted' }>;

it('the token count is that of the prompt for a draft, for a question that does not fit, after an answer and after a shift', async () => {
  const { engine, run, model } = await load(tinyModel(), { contextLength: 512 });
  const next = (): Promise<Counted> =>
    receive(engine, (message) => (message.kind === 'counted' ? message : undefined));
  const draftOf = async (messages: Parameters<typeof run>[0], text: string): Promise<number> => {
    const told = receive(engine, (message) => (message.kind === 'draft' ? message : undefined));
    const draft = { typed: text, text };
    engine.post({ kind: 'type-ahead', chatId: 'chat', messages, thinking: openThinking, draft });
    return (await told).promptTokens;
  };

  // The gauge during typing, the error after sending, and the gauge beside that error show the same number.
  const long = user('word '.repeat(700));
  const typed = await draftOf([], long.text);
  let counted = next();
  const refused = await run([long]);
  expect(refused.ending).toBe('context-full');
  expect(refused.problem?.facts).toMatchObject({ promptTokens: typed });
  expect(await counted).toMatchObject({ chatId: 'chat', tipId: long.id, tokens: typed });

  const perWord = typed / 700;
  const first = user('word '.repeat(Math.floor(150 / perWord)));
  counted = next();
  const answer = await run([first], stopAfter(engine, 1));
  const { tokens, tipId } = await counted;
  expect(tipId).toBe(answer.turnId);
  const chat = [first, answered(answer)];
  // The next prompt begins with exactly those tokens, so a message of one token adds only itself and the marks around it.
  counted = next();
  const second = await run([...chat, user('x')], { overflow: 'shift', longestAnswer: 1 });
  const { cachedTokens, newTokens } = second.timings!;
  expect(cachedTokens + newTokens - tokens).toBeLessThan(20);
  expect(cachedTokens + newTokens).toBeGreaterThan(tokens);
  await counted;

  // Dropped turns are not counted.
  counted = next();
  const third = await run([...chat, user('word '.repeat(Math.floor(360 / perWord)))], {
    overflow: 'shift',
    longestAnswer: 4,
  });
  expect(third.shifted).not.toBeNull();
  const after = (await counted).tokens;
  expect(after).toBeLessThan(model.contextLength);
  const { cachedTokens: kept, newTokens: fresh, writtenTokens } = third.timings!;
  expect(Math.abs(after - (kept + fresh + writtenTokens!))).toBeLessThan(12);
});
