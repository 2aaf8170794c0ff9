import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../main/core/database/database.ts';
import { Store } from '../../../main/core/chats/store.ts';
import type { Message } from '../../../main/shared/contract/message.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { partsWith } from '../../fixtures/chats/sample-message.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import type { Script } from '../../fixtures/engine/scripted-engine.ts';

let running: TestCore[] = [];
const start = (script?: Partial<Script>, folder?: string): TestCore => {
  const core = startTestCore(script, folder);
  running.push(core);
  return core;
};
afterEach(async () => {
  await Promise.all(running.map((core) => core.close()));
  running = [];
});

const opened = async ({ window }: TestCore, chatId: string): Promise<Message[]> =>
  (await window.call('openChat', { chatId })).messages;
const shown = async (core: TestCore, chatId: string): Promise<string[]> =>
  (await opened(core, chatId)).map(textOf);
const turnsOf = ({ engine }: TestCore) =>
  engine.received.flatMap((message) => (message.kind === 'turn' ? [message.turn] : []));

/** Regenerates, and waits for the answer. */
const again = async (core: TestCore, messageId: string): Promise<Message> => {
  const finished = core.window.next('turn.finished');
  await core.window.call('regenerate', { messageId });
  return (await finished).message;
};
const goOn = async (core: TestCore, messageId: string): Promise<Message> => {
  const finished = core.window.next('turn.finished');
  await core.window.call('continueAnswer', { messageId });
  return (await finished).message;
};

describe('a fork', () => {
  it('has the messages up to that one, with all that belongs to them, and says where it comes from', async () => {
    const core = start({ pieces: ['One.'] });
    const first = await ask(core, null, 'one');
    core.engine.script.pieces = ['Two.'];
    const second = await ask(core, first.chatId, 'two');
    const anatomy = await core.window.call('turnAnatomy', { messageId: first.id });
    const settings = { systemPrompt: 'Be brief.', temperature: 0.3 };
    await core.window.call('changeChatSettings', { chatId: first.chatId, settings });
    const { chatId } = await core.window.call('forkChat', { messageId: first.id });
    const { chat, messages } = await core.window.call('openChat', { chatId });
    expect(chat).toMatchObject({
      title: 'one (2)',
      forkedFrom: { chatId: first.chatId, messageId: first.id },
    });
    expect(messages.map(textOf)).toEqual(['one', 'One.']);
    expect(messages[1]).toMatchObject({ timings: first.timings, modelName: first.modelName });
    expect(messages[1]!.id).not.toBe(first.id);
    expect(await core.window.call('turnAnatomy', { messageId: messages[1]!.id })).toEqual(anatomy);
    expect(await shown(core, first.chatId)).toEqual(['one', 'One.', 'two', 'Two.']);

    // It is answered like the original, from the very tokens of it, so that the engine finds them in its cache.
    await ask(core, chatId, 'three');
    const [system, asked, answer] = turnsOf(core).at(-1)!.messages;
    expect(system).toMatchObject({ role: 'system', text: 'Be brief.' });
    expect(turnsOf(core).at(-1)!.sampling).toMatchObject({ temperature: 0.3 });
    expect(asked).toMatchObject({ id: messages[0]!.id, text: 'one' });
    expect(answer).toMatchObject({ id: messages[1]!.id, text: 'One.', tokens: [0] });
    expect(textOf(second)).toBe('Two.');
  });

  it('is numbered, and counts no answer twice', async () => {
    const core = start();
    const { id, chatId } = await ask(core, null, 'one');
    const counted = async () =>
      (await core.window.call('statistics', { days: 7 })).reduce((sum, { turns }) => sum + turns, 0);
    expect(await counted()).toBe(1);
    const fork = await core.window.call('forkChat', { messageId: id });
    const [, copy] = await opened(core, fork.chatId);
    const next = await core.window.call('forkChat', { messageId: copy!.id });
    expect((await core.window.call('openChat', { chatId: next.chatId })).chat).toMatchObject({
      title: 'one (3)',
      forkedFrom: { chatId: fork.chatId },
    });
    expect(await counted()).toBe(1);
    await ask(core, fork.chatId, 'two');
    expect(await counted()).toBe(2);
    expect(chatId).not.toBe(fork.chatId);
    // Pinned, it still says where it comes from.
    const changed = core.window.next('chats.changed');
    await core.window.call('pinChats', { chatIds: [fork.chatId], isPinned: true });
    expect((await changed).chats).toMatchObject([{ forkedFrom: { chatId, messageId: id } }]);
  });

  it('is refused of an answer that runs, and made of what is before it', async () => {
    const core = start({ ending: 'hang' });
    const begun = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await core.window.next('turn.wrote');
    await expect(core.window.call('forkChat', { messageId: begun.answerId })).rejects.toMatchObject({
      told: { code: 'chats.fork-running' },
    });
    const { chatId } = await core.window.call('forkChat', { messageId: begun.messageId });
    expect(await shown(core, chatId)).toEqual(['one']);
    await core.window.call('stopTurn', { chatId: begun.chatId });
  });
});

describe('a message that is deleted', () => {
  it('takes what follows it, shows the nearest version, and comes back as it was', async () => {
    const core = start({ pieces: ['First.'] });
    const first = await ask(core, null, 'one');
    const { chatId } = first;
    core.engine.script.pieces = ['Second.'];
    const second = await again(core, first.id);
    const follow = await ask(core, chatId, 'two');
    const whole = await core.window.call('openChat', { chatId });
    const reshaped = core.window.next('chat.reshaped');
    const undo = await core.window.call('deleteMessage', { messageId: second.id });
    expect((await reshaped).chatId).toBe(chatId);
    expect(undo).toEqual({ messageId: second.id, tipId: follow.id });
    const left = await opened(core, chatId);
    expect(left.map(textOf)).toEqual(['one', 'First.']);
    expect(left[1]!.versions).toEqual([first.id]);
    const tree = await core.window.call('chatTree', { chatId });
    expect(tree.map(({ words, isDeleted }) => [words, isDeleted])).toEqual([
      ['one', false],
      ['First.', false],
      ['Second.', true],
    ]);

    // It is in no prompt, and nothing can be done with it.
    await ask(core, chatId, 'three');
    expect(
      turnsOf(core)
        .at(-1)!
        .messages.map(({ text }) => text),
    ).toEqual(['one', 'First.', 'three']);
    await expect(core.window.call('regenerate', { messageId: second.id })).rejects.toMatchObject({
      told: { code: 'chats.message-gone' },
    });
    await core.window.call('restoreMessage', undo);
    expect(await core.window.call('openChat', { chatId })).toMatchObject({ messages: whole.messages });
  });

  it('leaves the path to end before it if it had no other version, and the chat continues from there', async () => {
    const core = start();
    const answer = await ask(core, null, 'one');
    await core.window.call('deleteMessage', { messageId: answer.id });
    expect(await shown(core, answer.chatId)).toEqual(['one']);
    const question = answer.parentId!;
    await again(core, question);
    expect(await shown(core, answer.chatId)).toEqual(['one', 'Hello there.']);
    await core.window.call('deleteMessage', { messageId: question });
    expect(await shown(core, answer.chatId)).toEqual([]);
    await ask(core, answer.chatId, 'anew');
    expect(await shown(core, answer.chatId)).toEqual(['anew', 'Hello there.']);
  });

  it('off the shown path changes nothing that is shown', async () => {
    const core = start();
    const first = await ask(core, null, 'one');
    const second = await again(core, first.id);
    await core.window.call('deleteMessage', { messageId: first.id });
    const [, answer] = await opened(core, first.chatId);
    expect(answer).toMatchObject({ id: second.id, versions: [second.id] });
  });

  it('is restored alone, and only when what it follows is there', async () => {
    const core = start();
    const first = await ask(core, null, 'one');
    const second = await ask(core, first.chatId, 'two');
    const later = await core.window.call('deleteMessage', { messageId: second.id });
    const earlier = await core.window.call('deleteMessage', { messageId: first.id });
    await expect(core.window.call('restoreMessage', later)).rejects.toMatchObject({
      told: { code: 'chats.deleted-below' },
    });
    await core.window.call('restoreMessage', earlier);
    expect(await shown(core, first.chatId)).toEqual(['one', 'Hello there.', 'two']);
    await core.window.call('restoreMessage', later);
    expect(await shown(core, first.chatId)).toEqual(['one', 'Hello there.', 'two', 'Hello there.']);
    await expect(core.window.call('restoreMessage', later)).rejects.toMatchObject({
      told: { code: 'chats.no-undo' },
    });
  });

  it('is refused while an answer runs in the chat, and stays in the statistics', async () => {
    const core = start();
    const first = await ask(core, null, 'one');
    core.engine.script.ending = 'hang';
    await core.window.call('startTurn', { chatId: first.chatId, parts: textParts('two') });
    await expect(core.window.call('deleteMessage', { messageId: first.id })).rejects.toMatchObject({
      told: { code: 'chats.answer-running' },
    });
    const finished = core.window.next('turn.finished');
    await core.window.call('stopTurn', { chatId: first.chatId });
    await finished;
    const before = await core.window.call('statistics', { days: 7 });
    await core.window.call('deleteMessage', { messageId: first.id });
    expect(await core.window.call('statistics', { days: 7 })).toEqual(before);
  });

  it('is deleted for good after 30 days, however long the branch, and everything else stays', () => {
    const folder = temporaryFolder();
    const db = openDatabase(folder.path);
    try {
      const store = new Store(db);
      const chat = store.createChat('long');
      let parentId: string | null = null;
      const ids: string[] = [];
      for (let count = 0; count < 1_200; count += 1) {
        const role = count % 2 === 0 ? ('user' as const) : ('model' as const);
        const message = store.addMessage({
          chatId: chat.id,
          parentId,
          role,
          parts: textParts(`${count}`),
          modelName: role === 'user' ? null : 'Model',
          ending: 'finished',
        });
        ids.push((parentId = message.id));
      }
      store.deleteMessage(store.message(ids[2]!)!);
      const rows = (table: string): number =>
        (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
      expect(store.purgeMessages()).toEqual([]);
      expect(rows('messages')).toBe(1_200);
      db.prepare(
        'UPDATE messages SET deleted_at = deleted_at - 31 * 86400000 WHERE deleted_at IS NOT NULL',
      ).run();
      expect(store.purgeMessages()).toEqual([chat.id]);
      expect([rows('messages'), rows('parts')]).toEqual([2, 2]);
      expect(store.path(chat.id).map(textOf)).toEqual(['0', '1']);
    } finally {
      db.close();
      folder.remove();
    }
  });
});

describe('an answer that the user changes', () => {
  it('is a new version with the same thoughts, from which the chat continues', async () => {
    const core = start({ pieces: ['Hm.', 'Four.'], rethink: 1 });
    const answer = await ask(core, null, 'What is 2 + 2?');
    const { answerId } = await core.window.call('editAnswer', { messageId: answer.id, text: 'Five.' });
    const [, edited] = await opened(core, answer.chatId);
    expect(edited).toMatchObject({
      id: answerId,
      parts: partsWith({ thoughts: 'Hm.', text: 'Five.' }),
      versions: [answer.id, answerId],
      isEdited: true,
      ending: 'finished',
      timings: null,
      modelName: answer.modelName,
    });
    await ask(core, answer.chatId, 'Sure?');
    // Its tokens are not known, since no model sampled them.
    expect(turnsOf(core).at(-1)!.messages[1]).toMatchObject({
      text: 'Five.',
      reasoning: 'Hm.',
      tokens: null,
    });
    await expect(
      core.window.call('editAnswer', { messageId: answer.parentId!, text: 'No.' }),
    ).rejects.toMatchObject({ told: { code: 'chats.no-answer' } });
  });
});

describe('an answer that is continued', () => {
  it('grows in its place, from its own tokens, with the figures of both turns', async () => {
    const core = start({ pieces: ['One, ', 'two, '] });
    const cut = await ask(core, null, 'Count.');
    core.engine.script.pieces = ['three.'];
    const started = core.window.next('turn.started');
    const whole = await goOn(core, cut.id);
    expect((await started).messages).toMatchObject([{ id: cut.id, parts: cut.parts, ending: null }]);
    expect(turnsOf(core).at(-1)).toMatchObject({
      turnId: cut.id,
      messages: [{ text: 'Count.' }],
      beginning: { text: 'One, two, ', reasoning: '', tokens: [0, 1], wasFinished: true },
    });
    expect(whole).toMatchObject({
      id: cut.id,
      parts: partsWith({ text: 'One, two, three.' }),
      versions: [cut.id],
      timings: {
        cachedTokens: 5,
        newTokens: 20,
        prefillMs: 40,
        decodeTokens: 3,
        decodeMs: 60,
        firstTokenMs: cut.timings!.firstTokenMs,
        continued: { times: 1, cachedTokens: 5, newTokens: 10, writtenTokens: 1 },
      },
    });
    const anatomy = await core.window.call('turnAnatomy', { messageId: cut.id });
    expect(anatomy!.gapsMs).toHaveLength(2);
    expect(anatomy!.slices).toHaveLength(2);
    // The next prompt has the tokens of the whole answer.
    await ask(core, cut.chatId, 'More.');
    expect(turnsOf(core).at(-1)!.messages[1]).toMatchObject({ text: 'One, two, three.', tokens: [0, 1, 0] });
    await expect(core.window.call('continueAnswer', { messageId: cut.id })).rejects.toMatchObject({
      told: { code: 'chats.not-last' },
    });
  });

  it('continues its thoughts if it was cut in them', async () => {
    const core = start({ pieces: ['Let me'], rethink: 1, ending: 'hang' });
    const finished = core.window.next('turn.finished');
    const { chatId, answerId } = await core.window.call('startTurn', {
      chatId: null,
      parts: textParts('Why?'),
    });
    await core.window.next('turn.rethought');
    await core.window.call('stopTurn', { chatId });
    await finished;
    Object.assign(core.engine.script, { pieces: ['Because.'], rethink: 0, ending: 'finished' });
    const whole = await goOn(core, answerId);
    expect(turnsOf(core).at(-1)!.beginning).toMatchObject({
      text: '',
      reasoning: 'Let me',
      wasFinished: false,
    });
    expect(whole.parts).toEqual(partsWith({ thoughts: 'Let me', text: 'Because.' }));
  });

  it('has what the step wrote that Stop outran, however soon it is continued', async () => {
    const core = start({ pieces: ['One'], ending: 'hang', late: ' two', stepMs: 400 });
    const finished = core.window.next('turn.finished');
    const { chatId, answerId } = await core.window.call('startTurn', {
      chatId: null,
      parts: textParts('1?'),
    });
    await core.window.next('turn.wrote');
    await core.window.call('stopTurn', { chatId });
    await finished;
    Object.assign(core.engine.script, { pieces: [' three'], ending: 'finished', late: '', stepMs: 2 });
    expect(textOf(await goOn(core, answerId))).toBe('One two three');
    expect(await shown(core, chatId)).toEqual(['1?', 'One two three']);
  });

  it('is as before if nothing comes of it', async () => {
    const core = start();
    const answer = await ask(core, null, 'one');
    core.engine.script.ending = 'die';
    core.engine.script.pieces = [];
    const lost = await goOn(core, answer.id);
    expect(lost).toMatchObject({ parts: answer.parts, timings: answer.timings, ending: 'finished' });
    expect(lost.problem).not.toBeNull();
    Object.assign(core.engine.script, { ending: 'finished', pieces: [' More.'] });
    const more = await goOn(core, answer.id);
    expect(textOf(more)).toBe('Hello there. More.');
    expect(turnsOf(core).at(-1)!.beginning).toMatchObject({ tokens: [0, 1, 2] });
  });

  it('keeps its text if Hearth is killed meanwhile, and gives up the tokens that are no longer those of it', async () => {
    const folder = temporaryFolder();
    const db = openDatabase(folder.path);
    try {
      const store = new Store(db);
      const chat = store.createChat('one');
      const answer = store.addMessage({
        chatId: chat.id,
        parentId: null,
        role: 'model',
        parts: textParts('One'),
        modelName: 'Model',
        ending: null,
      });
      const tokens = () => store.tokensOf([answer.id], ['model']).get(answer.id);
      const model = {
        id: 'model',
        path: '/m.gguf',
        name: 'Model',
        architecture: 'llama',
        quantization: null,
        bytes: 1,
        trainedContextLength: 1,
      };
      store.finishMessage(
        { ...answer, ending: 'stopped', problem: null, timings: null },
        { model, tokens: [1] },
      );
      store.reopenMessage(answer.id);
      expect(tokens()).toEqual([1]);
      store.saveParts(answer.id, textParts('One two'));
      store.recover();
      expect(store.message(answer.id)).toMatchObject({ ending: 'interrupted', parts: textParts('One two') });
      expect(tokens()).toBeUndefined();
    } finally {
      db.close();
      folder.remove();
    }
  });

  it('is refused of a question and of an answer that is empty', async () => {
    const core = start({ pieces: [] });
    const empty = await ask(core, null, 'one');
    await expect(core.window.call('continueAnswer', { messageId: empty.id })).rejects.toMatchObject({
      told: { code: 'chats.nothing-to-continue' },
    });
    await expect(core.window.call('continueAnswer', { messageId: empty.parentId! })).rejects.toMatchObject({
      told: { code: 'chats.no-answer' },
    });
  });
});

it('an answer begins as the user says, and so do other versions of it and its copies, unless the user says otherwise', async () => {
  const core = start({ pieces: [' is', ' 4.'] });
  const finished = core.window.next('turn.finished');
  const started = core.window.next('turn.started');
  await core.window.call('startTurn', { chatId: null, parts: textParts('2 + 2?'), beginning: 'The sum' });
  expect((await started).messages[1]).toMatchObject({ parts: textParts('The sum') });
  const { message } = await finished;
  expect(turnsOf(core)[0]!.beginning).toEqual({
    text: 'The sum',
    reasoning: '',
    tokens: null,
    wasFinished: false,
  });
  expect(textOf(message)).toBe('The sum is 4.');
  expect(message).toMatchObject({ beginning: 'The sum' });
  expect(message.timings).not.toHaveProperty('continued');
  const versions = [];
  for (const beginning of [undefined, null, 'It']) {
    const next = core.window.next('turn.finished');
    await core.window.call('regenerate', { messageId: message.id, beginning });
    versions.push(textOf((await next).message));
  }
  expect(versions).toEqual(['The sum is 4.', ' is 4.', 'It is 4.']);
  const fork = await core.window.call('forkChat', { messageId: message.id });
  const [question, copy] = await opened(core, fork.chatId);
  expect(copy).toMatchObject({ beginning: 'The sum' });
  expect(question).not.toHaveProperty('beginning');
  await expect(
    core.window.call('regenerate', { messageId: message.id, beginning: ' ' }),
  ).rejects.toMatchObject({ told: { code: 'chats.message-empty' } });
});
