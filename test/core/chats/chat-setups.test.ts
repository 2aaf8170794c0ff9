/** The settings of one chat apply to its own turns and to no others. */
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../main/core/database/database.ts';
import type { TurnRequest } from '../../../main/shared/engine/request.ts';
import type { ChatSettings } from '../../../main/shared/contract/chat-setup.ts';
import { namesIn } from '../../../main/shared/settings/registry.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { whenReady } from '../../fixtures/core/use-test-cores.ts';

let running: TestCore[] = [];
const start = (folder?: string): TestCore => {
  const core = startTestCore({}, folder);
  running.push(core);
  return core;
};
afterEach(async () => {
  await Promise.all(running.map((core) => core.close()));
  running = [];
});

const lastTurn = (core: TestCore): TurnRequest => {
  const message = core.engine.received.findLast((one) => one.kind === 'turn');
  if (message?.kind !== 'turn') throw new Error('no turn was asked for');
  return message.turn;
};
const systemOf = ({ messages }: Pick<TurnRequest, 'messages'>): string | undefined =>
  messages.find(({ role }) => role === 'system')?.text;
const set = (core: TestCore, chatId: string | null, settings: ChatSettings) =>
  core.window.call('changeChatSettings', { chatId, settings });

const settingsOf = async (core: TestCore, chat: { chatId: string }): Promise<ChatSettings> =>
  (await core.window.call('chatSetup', chat)).settings;

const own = {
  systemPrompt: 'Answer in French.',
  temperature: 0.2,
  seed: 7,
  longestAnswer: 99,
  stopStrings: ['###'],
  logitBias: [{ text: 'le', bias: -2 }],
};

describe('a response format', () => {
  const schema = { kind: 'schema', source: '{"type": "integer"}' } as const;

  it('goes with the turns of its chat and marks their answers; one with a fault is refused in its sentence', async () => {
    const core = start();
    const first = await ask(core, null, 'one');
    const { chatId } = first;
    await set(core, chatId, { responseFormat: schema });
    const second = await ask(core, chatId, 'two');
    expect(lastTurn(core).responseFormat).toEqual(schema);
    expect(first.parts).not.toContainEqual(expect.objectContaining({ bound: 'schema' }));
    expect(second.parts).toContainEqual(expect.objectContaining({ kind: 'text', bound: 'schema' }));
    await expect(
      set(core, chatId, { responseFormat: { kind: 'schema', source: '{"type": "integre"}' } }),
    ).rejects.toThrow('Line 1, column 10: the types are object');
    expect((await settingsOf(core, { chatId })).responseFormat).toEqual(schema);
  });
});

describe('what is set for a chat', () => {
  it('wins over the model and all models, in that chat alone, and survives a restart', async () => {
    const folder = temporaryFolder();
    const core = start(folder.path);
    await core.window.call('changeSettings', { systemPrompt: 'For all.', temperature: 1, longestAnswer: 5 });
    const path = '/starter.gguf';
    await core.window.call('changeLoadSettings', { path, settings: { temperature: 1.5, topK: 3 } });
    const { chatId } = await ask(core, null, 'one');
    await set(core, chatId, own);
    await ask(core, chatId, 'two');
    const expected = { longestAnswer: 99, stopStrings: ['###'] };
    expect(lastTurn(core)).toMatchObject(expected);
    expect(lastTurn(core).sampling).toMatchObject({ temperature: 0.2, seed: 7, topK: 3, topP: null });
    expect(systemOf(lastTurn(core))).toBe('Answer in French.');

    // A field that the chat leaves empty shows what applies.
    expect((await core.window.call('chatSetup', { chatId })).inherited).toMatchObject({
      systemPrompt: 'For all.',
      temperature: 1.5,
      topK: 3,
      longestAnswer: 5,
    });

    const other = await ask(core, null, 'three');
    expect(lastTurn(core)).toMatchObject({ longestAnswer: 5, stopStrings: null });
    expect(lastTurn(core).sampling).toMatchObject({ temperature: 1.5, seed: null, logitBias: null });
    expect(systemOf(lastTurn(core))).toBe('For all.');

    await core.close();
    const again = start(folder.path);
    expect(await settingsOf(again, { chatId })).toEqual(own);
    await ask(again, chatId, 'four');
    expect(lastTurn(again)).toMatchObject(expected);
    // A reset and null are the same: the wider scopes decide.
    await set(again, chatId, { temperature: null });
    expect(await settingsOf(again, { chatId })).toEqual({});
    await ask(again, chatId, 'five');
    expect(lastTurn(again).sampling.temperature).toBe(1.5);
    expect(other.chatId).not.toBe(chatId);
    await again.close();
    folder.remove();
  });

  it('before it exists goes to it with its first message, and to no other chat', async () => {
    const core = start();
    const second = core.connect();
    const told = second.next('chatSetup.changed');
    await set(core, null, own);
    expect(await told).toMatchObject({ chatId: null, setup: { settings: own } });
    // A draft is processed as it will be sent.
    await whenReady(core);
    await core.window.call('readDraft', { chatId: null, text: 'one' });
    await expect
      .poll(() => {
        const draft = core.engine.received.findLast((one) => one.kind === 'type-ahead');
        return draft?.kind === 'type-ahead' && systemOf(draft);
      })
      .toBe('Answer in French.');
    const emptied = second.next('chatSetup.changed', ({ chatId }) => chatId === null);
    const { chatId } = await ask(core, null, 'one');
    expect(lastTurn(core).sampling.seed).toBe(7);
    expect((await emptied).setup.settings).toEqual({});
    expect(await settingsOf(core, { chatId })).toEqual(own);
    await ask(core, null, 'two');
    expect(lastTurn(core).sampling.seed).toBeNull();
  });

  it('is kept in the chat that begins with its summary', async () => {
    const core = start();
    await set(core, null, own);
    const { chatId } = await ask(core, null, 'one');
    const finished = core.window.next('turn.finished');
    const next = await core.window.call('continueFromSummary', { chatId });
    await finished;
    expect(await settingsOf(core, next)).toEqual(own);
  });

  it('is checked, and left out where the database is damaged', async () => {
    const folder = temporaryFolder();
    const core = start(folder.path);
    const { chatId } = await ask(core, null, 'one');
    await expect(set(core, chatId, { temperature: 3 })).rejects.toThrow('Temperature must be');
    await expect(set(core, chatId, { contextLength: 512 } as ChatSettings)).rejects.toThrow('not');
    await expect(set(core, 'gone', own)).rejects.toThrow('no longer');
    expect(namesIn('chat')).not.toContain('contextLength');
    await core.close();
    const db = openDatabase(folder.path);
    const write = db.prepare('UPDATE chats SET settings = ?');
    write.run(JSON.stringify({ ...own, temperature: 'hot', unknown: 1 }));
    db.close();
    const again = start(folder.path);
    const { temperature: _, ...good } = own;
    expect(await settingsOf(again, { chatId })).toEqual(good);
    await again.close();
    folder.remove();
  });
});

describe('another system prompt', () => {
  it('makes the chat cold until it is answered; nothing else does', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    core.engine.tell({
      kind: 'cache',
      documents: [],
      key: '',
      chats: [{ chatId, where: 'hot', tokens: 1000, restoreMs: 0 }],
      pace: { speed: 100, growth: 0 },
      bytesPerToken: 1,
    });
    const warmth = async () => (await core.window.call('greet', {})).warmth[0]!;
    await expect.poll(warmth).toMatchObject({ temperature: 'hot', waitMs: 400 });
    const { tokens, coldMs } = await warmth();
    expect(coldMs).toBe((tokens! + 40) * 10);
    await set(core, chatId, { temperature: 0, seed: 1 });
    expect(await warmth()).toMatchObject({ temperature: 'hot' });
    const changed = core.window.next('cache.changed');
    await set(core, chatId, { systemPrompt: 'Other.' });
    expect((await changed).warmth).toMatchObject([{ temperature: 'cold', waitMs: coldMs }]);
    await set(core, chatId, { systemPrompt: 'Other.', seed: 2 });
    expect(await warmth()).toMatchObject({ temperature: 'cold' });
    await ask(core, chatId, 'two');
    expect(await warmth()).toMatchObject({ temperature: 'hot' });
  });
});
