import { say } from '../../../main/shared/words/catalogue.ts';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../main/shared/contract/message.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { partsWith } from '../../fixtures/chats/sample-message.ts';
import { ask, startTestCore, temporaryFolder } from '../../fixtures/core/test-core.ts';
import { useTestCores } from '../../fixtures/core/use-test-cores.ts';
import { keepsTo } from '../../fixtures/in-time.ts';

const { start } = useTestCores();

const textsOf = (messages: Message[]): string[] => messages.map(textOf);

describe('a turn', () => {
  it('stores the question before any token, and informs the window in order', async () => {
    const core = start();
    const answer = await ask(core, null, 'What is prefill?');
    expect(answer).toMatchObject({
      role: 'model',
      parts: textParts('Hello there.'),
      ending: 'finished',
      problem: null,
    });
    expect(answer.timings).toMatchObject({
      cachedTokens: 5,
      newTokens: 10,
      prefillMs: 20,
      decodeTokens: 3,
      decodeMs: 30,
    });
    expect(answer.timings!.firstTokenMs).toBeGreaterThan(0);

    const names = core.window.events.map((event) => event.name).filter((name) => name.startsWith('turn.'));
    expect(names[0]).toBe('turn.started');
    expect(names.indexOf('turn.wrote')).toBeGreaterThan(names.indexOf('turn.moved'));
    expect(names.at(-1)).toBe('turn.finished');
    const { messages, chat } = await core.window.call('openChat', { chatId: answer.chatId });
    expect(textsOf(messages)).toEqual(['What is prefill?', 'Hello there.']);
    expect(chat.title).toBe('What is prefill?');
  });

  it('moves text to the thoughts if it turns out to belong there', async () => {
    const core = start({ pieces: ['Hm, ', 'so 4.', 'Four', ' it is.'], rethink: 2 });
    const answer = await ask(core, null, 'What is 2 + 2?');
    const thoughtOver = partsWith({ thoughts: 'Hm, so 4.', text: 'Four it is.' });
    expect(answer).toMatchObject({ parts: thoughtOver });
    const { messages } = await core.window.call('openChat', { chatId: answer.chatId });
    expect(messages.at(-1)).toMatchObject({ parts: thoughtOver });
    const pieces = core.window.events.flatMap(({ name, data }) =>
      name === 'turn.wrote' || name === 'turn.rethought' ? [data] : [],
    );
    expect(pieces).toMatchObject([
      { index: 0, kind: 'text', at: 0, text: 'Hm, ' },
      { index: 0, kind: 'text', at: 4, text: 'so 4.' },
      { parts: partsWith({ thoughts: 'Hm, so 4.' }) },
      { index: 1, kind: 'text', at: 0, text: 'Four' },
      { index: 1, kind: 'text', at: 4, text: ' it is.' },
    ]);
  });

  it('sends the engine the whole path, with the tokens that it sampled itself', async () => {
    const core = start();
    const first = await ask(core, null, 'one');
    const second = await ask(core, first.chatId, 'two');
    const turns = core.engine.received.filter((message) => message.kind === 'turn');
    const { messages } = await core.window.call('openChat', { chatId: first.chatId });
    expect(turns[1]!.turn.messages).toEqual([
      { id: messages[0]!.id, role: 'user', text: 'one', reasoning: '', tokens: null },
      { id: first.id, role: 'model', text: 'Hello there.', reasoning: '', tokens: [0, 1, 2] },
      { id: messages[2]!.id, role: 'user', text: 'two', reasoning: '', tokens: null },
    ]);
    // The engine knows the answer by the id that it has in later prompts.
    expect(turns[1]!.turn).toMatchObject({ turnId: second.id, chatId: first.chatId });
  });

  it('sends the engine no answer that never began, and no question that left no room for one', async () => {
    const core = start({ pieces: [], ending: 'context-full' });
    const full = await ask(core, null, 'a whole book');
    expect(full).toMatchObject({
      ending: 'context-full',
      parts: [],
      problem: say('app.as-stored', { text: 'It does not fit.' }),
    });
    core.engine.script.ending = 'finished';
    await ask(core, full.chatId, 'unanswered');
    core.engine.script.pieces = ['Hello.'];
    await ask(core, full.chatId, 'last');
    const turns = core.engine.received.filter((message) => message.kind === 'turn');
    expect(turns.map(({ turn }) => turn.messages.map(({ text }) => text))).toEqual([
      ['a whole book'],
      ['unanswered'],
      ['unanswered', 'last'],
    ]);
  });

  it('sends the engine pasted texts as they are, before what was written, and keeps them apart', async () => {
    const core = start();
    const parts = [
      { kind: 'pasted' as const, text: ' one\n\ttwo' },
      { kind: 'pasted' as const, text: 'three' },
      ...textParts('Compare.'),
    ];
    const finished = core.window.next('turn.finished');
    const { chatId } = await core.window.call('startTurn', { chatId: null, parts });
    await finished;
    const [turn] = core.engine.received.filter((message) => message.kind === 'turn');
    expect(turn!.turn.messages[0]!.text).toBe(' one\n\ttwo\n\nthree\n\nCompare.');
    const { chat, messages } = await core.window.call('openChat', { chatId });
    expect(messages[0]!.parts).toEqual(parts);
    expect(chat.title).toBe('Compare.');
    const thoughts = [{ kind: 'thoughts', text: 'mine' }] as unknown as typeof parts;
    await expect(core.window.call('startTurn', { chatId, parts: thoughts })).rejects.toThrow(
      'could not use a value',
    );
  });

  it('withholds the tokens from another model', async () => {
    const core = start();
    const first = await ask(core, null, 'one');
    await core.window.call('openModel', { path: '/other.gguf' });
    await ask(core, first.chatId, 'two');
    const turns = core.engine.received.filter((message) => message.kind === 'turn');
    expect(turns[1]!.turn.messages[1]).toMatchObject({ text: 'Hello there.', tokens: null });
  });

  it('puts the system prompt first', async () => {
    const core = start();
    await core.window.call('changeSettings', { systemPrompt: 'Be brief.', temperature: 0 });
    await ask(core, null, 'one');
    const turn = core.engine.received.find((message) => message.kind === 'turn')!.turn;
    expect(turn.messages[0]).toEqual({
      id: null,
      role: 'system',
      text: 'Be brief.',
      reasoning: '',
      tokens: null,
    });
    expect(turn.sampling).toMatchObject({ temperature: 0, topK: null });
  });

  // On a busy machine this limit is tight, so one of three attempts must keep it.
  it('keeps its text when it is stopped', { retry: 2 }, async () => {
    const core = start({ ending: 'hang' });
    const wrote = core.window.next('turn.wrote', ({ text }) => text === '.');
    const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await wrote;
    const finished = core.window.next('turn.finished');
    const stoppedAt = performance.now();
    await core.window.call('stopTurn', { chatId });
    const { message } = await finished;
    expect(keepsTo(performance.now() - stoppedAt, 200)).toBe(true);
    expect(message).toMatchObject({ parts: textParts('Hello there.'), ending: 'stopped' });
    expect(message.timings).not.toBeNull();
  });

  it('stops for the user even while the engine does not answer', { retry: 2 }, async () => {
    const core = start({ ending: 'hang', stepMs: 2000 });
    await core.window.next('engine.changed', ({ engine }) => engine.state === 'ready');
    const moved = core.window.next('turn.moved', ({ phase }) => phase.name === 'prefill');
    const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await moved;
    const finished = core.window.next('turn.finished');
    const stoppedAt = performance.now();
    await core.window.call('stopTurn', { chatId });
    const measured = core.window.next('turn.measured');
    const { message } = await finished;
    expect(keepsTo(performance.now() - stoppedAt, 200)).toBe(true);
    expect(message).toMatchObject({ ending: 'stopped', timings: null });
    // The engine has finished its step by now, and the timings of that step are not lost.
    const late = (await measured).message;
    expect(late).toMatchObject({ id: message.id, timings: { newTokens: 10 } });
    const { messages } = await core.window.call('openChat', { chatId });
    expect(messages.at(-1)).toMatchObject({ ending: 'stopped', timings: late.timings });
  });

  it('ends at once if it is stopped while the model loads, and its chat continues', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'One');
    await core.window.call('unloadModel', {});
    core.engine.script.loads = ['hangs', 'works'];
    const loading = core.window.next('engine.changed', ({ engine }) => engine.state === 'loading');
    await core.window.call('startTurn', { chatId, parts: textParts('Two') });
    await loading;
    const stopped = core.window.next('turn.finished');
    await core.window.call('stopTurn', { chatId });
    // The load still hangs.
    expect((await stopped).message).toMatchObject({ ending: 'stopped', parts: [], problem: null });
    const unloaded = core.window.next('engine.changed', ({ engine }) => engine.state === 'unloaded');
    await core.window.call('cancelLoad', {});
    await unloaded;
    expect(await ask(core, chatId, 'Three')).toMatchObject({
      ending: 'finished',
      parts: textParts('Hello there.'),
    });
    const asked = core.engine.received.flatMap((one) => (one.kind === 'turn' ? [one.turn] : [])).at(-1)!;
    expect(asked.messages.map(({ text }) => text)).toEqual(['One', 'Hello there.', 'Two', 'Three']);
  });

  it('keeps the anatomy, the text and the tokens of a step that was stopped, also for the next turn', async () => {
    const core = start({ ending: 'hang', stepMs: 1000, pieces: ['Yes'], late: ' indeed' });
    await core.window.next('engine.changed', ({ engine }) => engine.state === 'ready');
    const wrote = core.window.next('turn.wrote');
    const { chatId, answerId } = await core.window.call('startTurn', {
      chatId: null,
      parts: textParts('one'),
    });
    await wrote;
    // The window's report waits for the anatomy, however many reports wait in vain.
    const paint = { sendMs: 1, paintMs: 2, tokenToPaint: null };
    const others = Array.from({ length: 100 }, () => randomUUID());
    for (const messageId of [...others, answerId])
      void core.window.call('notePaint', { messageId, ...paint });
    const measured = core.window.next('turn.measured');
    await core.window.call('stopTurn', { chatId });
    expect((await measured).message).toMatchObject({ parts: textParts('Yes indeed'), ending: 'stopped' });
    const anatomy = await core.window.call('turnAnatomy', { messageId: answerId });
    expect(anatomy).toMatchObject({ slices: [{ tokens: 10 }] });
    expect(anatomy!.parts.map(({ name }) => name)).toContain('paint');

    core.engine.script.ending = 'finished';
    await ask(core, chatId, 'two');
    const next = core.engine.received.findLast((message) => message.kind === 'turn')!;
    expect(next.turn.messages[1]).toMatchObject({ text: 'Yes indeed', tokens: [0] });
  });

  it('waits while another chat is answered, and one chat never has two answers at once', async () => {
    const core = start({ ending: 'hang' });
    const first = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await expect(
      core.window.call('startTurn', { chatId: first.chatId, parts: textParts('more') }),
    ).rejects.toThrow('An answer is still being generated in this chat. Stop it first.');
    const second = await core.window.call('startTurn', { chatId: null, parts: textParts('two') });
    expect((await core.window.call('openChat', { chatId: second.chatId })).phase).toEqual({
      name: 'waiting',
    });
    const secondMoved = core.window.next('turn.moved', ({ chatId }) => chatId === second.chatId);
    await core.window.call('stopTurn', { chatId: first.chatId });
    await secondMoved;
    await core.window.call('stopTurn', { chatId: second.chatId });
  });

  it('that is stopped while it waits for another one ends at once, and its chat takes the next message', async () => {
    const core = start({ ending: 'hang' });
    const wrote = core.window.next('turn.wrote');
    const first = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await wrote;
    const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('two') });
    const stopped = core.window.next('turn.finished');
    await core.window.call('stopTurn', { chatId });
    expect((await stopped).message).toMatchObject({ chatId, ending: 'stopped', parts: [], problem: null });
    expect((await core.window.call('openChat', { chatId: first.chatId })).phase).toEqual({ name: 'decode' });

    await core.window.call('startTurn', { chatId, parts: textParts('three') });
    core.engine.script.ending = 'finished';
    const answered = core.window.next('turn.finished', ({ message }) => message.chatId === chatId);
    await core.window.call('stopTurn', { chatId: first.chatId });
    expect((await answered).message.ending).toBe('finished');
    const turns = core.engine.received.flatMap((message) => (message.kind === 'turn' ? [message.turn] : []));
    expect(turns.map(({ messages }) => messages.map(({ text }) => text))).toEqual([
      ['one'],
      ['two', 'three'],
    ]);
  });

  it('that was stopped while it waited loads no model', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    await core.window.call('unloadModel', {});
    core.engine.script.loads = ['hangs', 'works'];
    const loading = core.window.next('engine.changed', ({ engine }) => engine.state === 'loading');
    await core.window.call('startTurn', { chatId, parts: textParts('two') });
    await loading;
    const waiting = await core.window.call('startTurn', { chatId: null, parts: textParts('three') });
    const stopped = core.window.next('turn.finished', ({ message }) => message.chatId === chatId);
    await core.window.call('stopTurn', { chatId: waiting.chatId });
    await core.window.call('stopTurn', { chatId });
    await stopped;
    await core.window.call('cancelLoad', {});
    expect((await core.window.call('greet', {})).engine.state).toBe('unloaded');
    expect(core.engine.spawned).toBe(2);
  });

  it('whose chat is deleted permanently before it has ended still tells its end', async () => {
    const core = start({ ending: 'hang', stepMs: 300 });
    const moved = core.window.next('turn.moved', ({ phase }) => phase.name === 'prefill');
    const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await moved;
    const finished = core.window.next('turn.finished');
    await core.window.call('deleteChats', { chatIds: [chatId] });
    await core.window.call('purgeChat', { chatId });
    expect((await finished).message).toMatchObject({ chatId, ending: 'stopped', problem: null });
  });
});

describe('versions', () => {
  it('keep the old answer beside a regenerated one, and the old question beside an edited one', async () => {
    const core = start();
    const first = await ask(core, null, 'one');
    await ask(core, first.chatId, 'two');

    let finished = core.window.next('turn.finished');
    const { answerId } = await core.window.call('regenerate', { messageId: first.id });
    expect((await finished).message.versions).toEqual([first.id, answerId]);
    let opened = await core.window.call('openChat', { chatId: first.chatId });
    expect(textsOf(opened.messages)).toEqual(['one', 'Hello there.']);

    opened = await core.window.call('selectVersion', { messageId: first.id });
    expect(textsOf(opened.messages)).toEqual(['one', 'Hello there.', 'two', 'Hello there.']);

    finished = core.window.next('turn.finished');
    const edited = await core.window.call('editMessage', {
      messageId: opened.messages[0]!.id,
      parts: textParts('uno'),
    });
    await finished;
    opened = await core.window.call('openChat', { chatId: first.chatId });
    expect(textsOf(opened.messages)).toEqual(['uno', 'Hello there.']);
    expect(opened.messages[0]!.versions).toEqual([first.parentId, edited.messageId]);
  });

  it('are not made by editing an answer', async () => {
    const core = start();
    const answer = await ask(core, null, 'one');
    await expect(
      core.window.call('editMessage', { messageId: answer.id, parts: textParts('x') }),
    ).rejects.toThrow('your own messages');
  });
});

describe('a crashed engine', () => {
  it('keeps and marks the partial answer, restarts by itself, and answers the next message', async () => {
    const core = start({ ending: 'die' });
    const lost = await ask(core, null, 'one');
    expect(lost).toMatchObject({ parts: textParts('Hello there.'), ending: 'engine-lost' });
    expect(lost.problem).toEqual(say('answer.engine-lost'));
    core.engine.script.ending = 'finished';
    expect((await ask(core, lost.chatId, 'two')).ending).toBe('finished');
    expect(core.engine.spawned).toBe(2);
  });

  it('is not started a fourth time, says why, and starts again when asked', async () => {
    const core = start();
    for (let death = 1; death <= 3; death += 1) {
      await core.window.next('engine.changed', ({ engine }) => engine.state === 'ready');
      const next = death < 3 ? 'restarting' : 'stopped';
      const changed = core.window.next('engine.changed', ({ engine }) => engine.state === next);
      core.engine.killNewest();
      await changed;
    }
    expect(core.engine.spawned).toBe(3);
    await expect(core.window.call('startTurn', { chatId: null, parts: textParts('one') })).rejects.toThrow(
      '3 times in a row',
    );
    await core.window.call('restartEngine', {});
    expect((await ask(core, null, 'one')).ending).toBe('finished');
  });

  it('is not restarted if it crashed while loading a model, because it would crash again', async () => {
    const core = start({ loads: ['dies'] });
    const { engine } = await core.window.next(
      'engine.changed',
      ({ engine: { state } }) => state === 'stopped',
    );
    expect(engine.note).toEqual(
      say('engine.crashed-loading', { name: 'Hearth guide', how: 'signal SIGABRT' }),
    );
    expect(core.engine.spawned).toBe(1);
  });

  it('counts only crashes in a row', async () => {
    const core = start();
    let chatId: string | null = null;
    for (let death = 0; death < 4; death++) {
      core.engine.script.ending = 'die';
      const lost: Message = await ask(core, chatId, 'one');
      expect(lost.ending).toBe('engine-lost');
      core.engine.script.ending = 'finished';
      chatId = (await ask(core, lost.chatId, 'two')).chatId;
    }
    expect(core.engine.spawned).toBe(5);
  });
});

describe('a model', () => {
  it('that cannot be used is refused in one sentence, and the loaded model stays', async () => {
    const core = start();
    await core.window.next('engine.changed', ({ engine }) => engine.state === 'ready');
    await expect(core.window.call('openModel', { path: '/missing.gguf' })).rejects.toThrow(
      'There is no file',
    );
    const { engine } = await core.window.call('greet', {});
    expect(engine).toMatchObject({ state: 'ready', modelName: 'Model /starter.gguf' });
  });

  it('that fails to load is replaced by the previous one', async () => {
    const core = start();
    await ask(core, null, 'one');
    core.engine.script.loads = ['fails', 'works'];
    const opening = core.window.call('openModel', { path: '/big.gguf' });
    await core.window.next('engine.changed', ({ engine }) => engine.state === 'stopped');
    await expect(opening).rejects.toThrow('It does not fit.');
    const { engine } = await core.window.call('greet', {});
    expect(engine).toMatchObject({ state: 'ready', modelName: 'Model /starter.gguf' });
  });

  it('is loaded again at the next start', async () => {
    const folder = temporaryFolder();
    const first = startTestCore({}, folder.path);
    await first.window.call('openModel', { path: '/other.gguf' });
    await first.close();
    const second = start({}, folder.path);
    const { engine } = await second.window.next(
      'engine.changed',
      ({ engine: { state } }) => state === 'ready',
    );
    expect(engine.modelName).toBe('Model /other.gguf');
    folder.remove();
  });
});

describe('chats', () => {
  it('are renamed, deleted and restored', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    await core.window.call('renameChat', { chatId, title: ' New name ' });
    await core.window.call('deleteChats', { chatIds: [chatId] });
    expect((await core.window.call('greet', {})).chats).toEqual([]);
    await expect(core.window.call('openChat', { chatId })).rejects.toThrow('no longer exists');
    await core.window.call('restoreChats', { chatIds: [chatId] });
    const { chats } = await core.window.call('greet', {});
    expect(chats.map((chat) => chat.title)).toEqual(['New name']);
  });

  it('survive a restart, with running answers marked as stopped', async () => {
    const folder = temporaryFolder();
    const first = startTestCore({ ending: 'hang' }, folder.path);
    const wrote = first.window.next('turn.wrote', ({ text }) => text === '.');
    const { chatId } = await first.window.call('startTurn', { chatId: null, parts: textParts('one') });
    await wrote;
    await first.close();
    const second = start({}, folder.path);
    const { messages } = await second.window.call('openChat', { chatId });
    expect(messages.map((message) => [textOf(message), message.ending])).toEqual([
      ['one', 'finished'],
      ['Hello there.', 'stopped'],
    ]);
    folder.remove();
  });
});

describe('a second window', () => {
  it('that joins during an answer misses and repeats nothing', async () => {
    const pieces = Array.from({ length: 200 }, (_, index) => `${index} `);
    const core = start({ pieces, stepMs: 1 });
    const half = core.window.next('turn.wrote', ({ text }) => text === '100 ');
    const finished = core.window.next('turn.finished');
    const { chatId, answerId } = await core.window.call('startTurn', {
      chatId: null,
      parts: textParts('count'),
    });
    await half;
    const late = core.connect();
    const opened = await late.call('openChat', { chatId });
    let text = textOf(opened.messages.at(-1)!);
    expect(opened.phase).toEqual({ name: 'decode' });
    expect(text.length).toBeGreaterThan(0);
    await finished;
    await late.call('greet', {});
    const wrote = late.events.filter((event) => event.name === 'turn.wrote').map(({ data }) => data);
    for (const { at, text: piece } of wrote.filter(({ messageId }) => messageId === answerId)) {
      expect(at).toBeLessThanOrEqual(text.length);
      text += piece.slice(text.length - at);
    }
    expect(text).toBe(pieces.join(''));
  });
});
