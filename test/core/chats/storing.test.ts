/** Checks that data is stored whatever it contains and whoever else uses the database. */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { claimDataFolder } from '../../../main/shell/data-folder.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { ask } from '../../fixtures/core/test-core.ts';
import { useCoresOfOneFolder } from '../../fixtures/core/use-test-cores.ts';
import { change, storeChats } from '../../fixtures/chats/stored-chats.ts';
import { say } from '../../../main/shared/words/catalogue.ts';

const { start, closeAll, folder } = useCoresOfOneFolder();
afterEach(() => {
  vi.useRealTimers();
});

describe('a text', () => {
  it('with NULs and lone surrogates is kept to its end: in the window, in the prompt and after a restart', async () => {
    const core = start({ pieces: ['abc', '\0', 'def'] });
    const answer = await ask(core, null, '\0before\0after \ud800.');
    expect(textOf(answer)).toBe('abc\u2400def');
    const wrote = core.window.events.flatMap((event) =>
      event.name === 'turn.wrote' ? [event.data.text] : [],
    );
    expect(wrote.join('')).toBe('abc\u2400def');
    const second = await ask(core, answer.chatId, 'b\0b');
    const prompts = core.engine.received.flatMap((message) =>
      message.kind === 'turn' ? [message.turn.messages] : [],
    );
    expect(prompts.at(-1)!.map(({ text }) => text)).toEqual([
      '\u2400before\u2400after \ufffd.',
      'abc\u2400def',
      'b\u2400b',
    ]);
    const edited = core.window.next('turn.finished');
    const { messageId } = await core.window.call('editMessage', {
      messageId: second.parentId!,
      parts: textParts('c\0c'),
    });
    await edited;
    await core.window.call('renameChat', { chatId: answer.chatId, title: 'one\0two' });
    await core.window.call('changeSettings', { systemPrompt: 'Be\0brief.' });
    await closeAll();

    const next = start();
    const { messages, chat } = await next.window.call('openChat', { chatId: answer.chatId });
    expect(chat.title).toBe('one\u2400two');
    expect(messages.map(textOf)).toEqual([
      '\u2400before\u2400after \ufffd.',
      'abc\u2400def',
      'c\u2400c',
      'abc\u2400def',
    ]);
    expect(messages.find(({ id }) => id === messageId)?.versions).toHaveLength(2);
    expect((await next.window.call('greet', {})).settings.systemPrompt).toBe('Be\u2400brief.');
  });

  it('of NULs alone makes a visible message and title', async () => {
    const core = start();
    const { chatId } = await ask(core, null, '\0\0');
    const { messages, chat } = await core.window.call('openChat', { chatId });
    expect([textOf(messages[0]!), chat.title]).toEqual(['\u2400\u2400', '\u2400\u2400']);
  });
});

describe('versions', () => {
  it('are in the order in which they were made, even if the clock was set back between them', async () => {
    const core = start();
    const first = await ask(core, null, 'one');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 10 * 365 * 86_400_000 });
    const finished = core.window.next('turn.finished');
    const { messageId } = await core.window.call('editMessage', {
      messageId: first.parentId!,
      parts: textParts('uno'),
    });
    await finished;
    const { messages } = await core.window.call('openChat', { chatId: first.chatId });
    expect(messages[0]).toMatchObject({ id: messageId, versions: [first.parentId, messageId] });
    const answered = core.window.next('turn.finished');
    const { answerId } = await core.window.call('regenerate', { messageId: messages[1]!.id });
    await answered;
    // The newest answer is shown when its question is selected.
    await core.window.call('selectVersion', { messageId: first.parentId! });
    const opened = await core.window.call('selectVersion', { messageId });
    expect(opened.messages.at(-1)!.id).toBe(answerId);
  });
});

describe('another program', () => {
  const openOther = (): Database.Database => new Database(join(folder.path, 'hearth.db'));

  it('cannot lock the database while Hearth uses it', async () => {
    const core = start();
    const other = openOther();
    expect(() => other.exec('BEGIN IMMEDIATE')).toThrow('database is locked');
    other.close();
    expect(await ask(core, null, 'one')).toMatchObject({ ending: 'finished', problem: null });
  });

  it('that holds the database keeps Hearth from starting, and the user is told', () => {
    storeChats(folder.path, 1, 2);
    const other = openOther();
    other.exec('BEGIN EXCLUSIVE');
    expect(() => start()).toThrow(
      'Another program, or another Hearth, is using hearth.db, so nothing can be saved. Close it, then try again.',
    );
    other.exec('ROLLBACK');
    other.close();
  });

  it.each([
    ['after some seconds', false],
    ['when Hearth closes', true],
  ])(
    'that only reads the database lets Hearth start; an answer that it locks out is stored %s',
    async (_when, closes) => {
      storeChats(folder.path, 1, 2);
      const other = openOther();
      other.exec('PRAGMA journal_mode = WAL');
      expect(other.prepare('SELECT count(*) AS n FROM chats').get()).toMatchObject({ n: 1 });
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      const core = start({ ending: 'hang' });
      const wrote = core.window.next('turn.wrote', ({ text }) => text === '.');
      const { chatId, answerId } = await core.window.call('startTurn', {
        chatId: null,
        parts: textParts('one'),
      });
      await wrote;
      other.exec('BEGIN IMMEDIATE');
      const finished = core.window.next('turn.finished');
      const stored = core.window.next(
        'turn.measured',
        ({ message }) => message.id === answerId && message.problem === null,
      );
      await core.window.call('stopTurn', { chatId });
      expect((await finished).message).toMatchObject({
        parts: textParts('Hello there.'),
        problem: say('answer.unsaved-locked'),
      });
      await expect(core.window.call('renameChat', { chatId, title: 'two' })).rejects.toThrow(
        'Another program, or another Hearth, is using hearth.db',
      );
      other.exec('ROLLBACK');
      if (!closes) {
        vi.advanceTimersByTime(5000);
        await stored;
      }
      other.close();
      await closeAll();
      const store = new Store(openDatabase(folder.path));
      expect(store.message(answerId)).toMatchObject({
        parts: textParts('Hello there.'),
        ending: 'stopped',
        problem: null,
      });
      store.close();
    },
  );
});

describe('a second Hearth', () => {
  it('is kept out by the database itself if the lock file was removed', () => {
    const first = claimDataFolder(folder.path);
    start();
    rmSync(join(folder.path, 'hearth.lock'));
    const second = claimDataFolder(folder.path);
    expect(() => start()).toThrow('Another program, or another Hearth, is using hearth.db');
    second.release();
    first.release();
  });

  it('is kept out by a read-only lock file', () => {
    writeFileSync(join(folder.path, 'hearth.lock'), '', { mode: 0o400 });
    const first = claimDataFolder(folder.path);
    expect(statSync(join(folder.path, 'hearth.lock')).mode & 0o200).toBe(0o200);
    expect(() => claimDataFolder(folder.path)).toThrow('Another Hearth is using');
    first.release();
  });
});

describe('the folder of the chats', () => {
  it('that is deleted while Hearth runs is written again, takes nothing new, and the user is told', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    rmSync(folder.path, { recursive: true });
    await expect(core.window.call('startTurn', { chatId, parts: textParts('two') })).rejects.toThrow(
      `The folder of your chats (${folder.path}) no longer exists, so nothing can be saved. Quit Hearth and start it again.`,
    );
    await expect(core.window.call('changeSettings', { theme: 'dark' })).rejects.toThrow('no longer exists');
    const { notices, chats } = await core.window.call('greet', {});
    expect(notices.map(({ told }) => sentenceOf(told))).toEqual([
      `The folder of your chats (${folder.path}) was deleted, moved or unplugged while Hearth was running. Hearth has saved your chats there again. Quit Hearth and start it again.`,
    ]);
    // What cannot be kept is refused by every call that changes something, and reading works.
    await expect(core.window.call('deleteChats', { chatIds: [chatId] })).rejects.toThrow('no longer exists');
    await expect(core.window.call('createFolder', { name: 'Work' })).rejects.toThrow('no longer exists');
    await core.window.call('snapshotUsage', {});
    expect(chats).toHaveLength(1);
    await closeAll();
    const next = start();
    expect((await next.window.call('openChat', { chatId })).messages.map(textOf)).toEqual([
      'one',
      'Hello there.',
    ]);
  });

  it('that is moved away and back is used again', async () => {
    const core = start();
    const { chatId } = await ask(core, null, 'one');
    const away = `${folder.path}-away`;
    renameSync(folder.path, away);
    // A file that cannot be made a folder takes its place.
    writeFileSync(folder.path, '');
    await expect(core.window.call('startTurn', { chatId, parts: textParts('two') })).rejects.toThrow(
      'no longer exists',
    );
    expect((await core.window.call('greet', {})).notices[0]!.told.code).toBe('database.folder-missing');
    rmSync(folder.path);
    renameSync(away, folder.path);
    expect(await ask(core, chatId, 'two')).toMatchObject({ ending: 'finished' });
  });
});

describe('a damaged setting', () => {
  const settingOf = (name: string): string | undefined => {
    const db = new Database(join(folder.path, 'hearth.db'));
    const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(name) as
      | { value: string }
      | undefined;
    db.close();
    return row?.value;
  };

  it.each(['x', '', '{', '[]', '5', 'null', '"text"', '{"a":{"b":[]}}'])(
    'that is %j is set aside; Hearth starts with the default and says so',
    async (value) => {
      storeChats(folder.path, 1, 2);
      for (const name of [
        'settings',
        'last-used',
        'load-settings',
        'draft-models',
        'model-path',
        'deleted-checked-at',
      ])
        change(folder.path, 'INSERT OR REPLACE INTO settings VALUES (?, ?)', name, value);
      change(
        folder.path,
        `INSERT INTO downloads VALUES ('d', 'a/b', 'main', NULL, '/models', ?, 'go', NULL, 0, 0)`,
        value,
      );
      const core = start();
      const welcome = await core.window.call('greet', {});
      expect(welcome.chats).toHaveLength(1);
      expect(welcome.settings.theme).toBe('system');
      // There is one notice for all settings, each value being invalid for at least one of them, and one for the download.
      expect(welcome.notices.map(({ told }) => sentenceOf(told)).toSorted()).toEqual([
        'Some drafts, waiting messages or downloads were damaged, so Hearth cannot show them. Everything else is here. Earlier copies of the database are in the folder backups of the data folder.',
        'Some of your settings were damaged, so Hearth uses the defaults for them. The damaged values are kept.',
      ]);
      if (welcome.engine.state !== 'ready')
        await core.window.next('engine.changed', ({ engine }) => engine.state === 'ready');
      expect(await ask(core, null, 'one')).toMatchObject({ ending: 'finished' });
      expect(await core.window.call('downloads', {})).toEqual([]);
      await core.window.call('changeSettings', { theme: 'dark' });
      await closeAll();
      expect(JSON.parse(settingOf('settings')!)).toMatchObject({ theme: 'dark' });
    },
  );

  it('is the only one lost among valid ones', async () => {
    storeChats(folder.path, 1, 2);
    const value = '{"theme":"dark","threads":"many","temperature":0.5,"snapshotBudget":-1}';
    change(folder.path, 'INSERT INTO settings VALUES (?, ?)', 'settings', value);
    const core = start();
    const { settings, notices } = await core.window.call('greet', {});
    expect(settings).toMatchObject({
      theme: 'dark',
      temperature: 0.5,
      threads: null,
      snapshotBudget: 8 * 1024 ** 3,
    });
    expect(notices).toHaveLength(1);
    await closeAll();
    expect(settingOf('settings-damaged')).toBe(value);
  });
});
