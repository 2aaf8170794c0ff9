/** What the log and crash reports hold, and what they never hold: texts of chats, and secrets. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crashReports, writeCrashReport } from '../../main/system/crash-reports.ts';
import { logFolder, logPath, openLog } from '../../main/system/log.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { ask, startTestCore, temporaryFolder } from '../fixtures/core/test-core.ts';
import { modelReady } from '../fixtures/core/window.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const allText = (path: string): string =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .map((entry) =>
          entry.isDirectory()
            ? allText(join(path, entry.name))
            : readFileSync(join(path, entry.name), 'latin1'),
        )
        .join('\n')
    : '';

describe('the log', () => {
  it('begins anew when it is full, and keeps one earlier one', () => {
    const log = openLog(folder.path, 1000);
    for (let line = 0; line < 100; line++) log.info(`line ${line} ${'x'.repeat(50)}`);
    log.close();
    expect(readdirSync(logFolder(folder.path)).toSorted()).toEqual(['hearth.log', 'hearth.log.1']);
    for (const name of ['hearth.log', 'hearth.log.1'])
      expect(statSync(join(logFolder(folder.path), name)).size).toBeLessThan(1200);
    expect(
      readFileSync(logPath(folder.path), 'utf8') + readFileSync(`${logPath(folder.path)}.1`, 'utf8'),
    ).toContain('line 99');
  });

  it('does not quote what could not be parsed', () => {
    const log = openLog(folder.path);
    try {
      JSON.parse('marzipan');
    } catch (error) {
      log.error('something was not read', error);
    }
    log.close();
    const text = readFileSync(logPath(folder.path), 'utf8');
    expect(text).toContain('something was not read: SyntaxError');
    expect(text).toContain('logs.test.ts');
    expect(text).not.toContain('marzipan');
  });

  it('holds no text of chats: of questions, answers, titles, prompts, drafts, documents, imports and errors', async () => {
    const core = startTestCore({ pieces: ['mar', 'zipan in the answer'] }, folder.path);
    const { window, engine } = core;
    await modelReady(window);
    await window.call('changeSettings', { systemPrompt: 'marzipan in the system prompt' });
    const answer = await ask(core, null, 'marzipan in the question');
    await window.call('renameChat', { chatId: answer.chatId, title: 'marzipan in the title' });
    await window.call('addPrompt', { name: 'marzipan', text: 'marzipan in a prompt' });
    await window.call('saveDraft', { place: answer.chatId, text: 'marzipan in a draft' });
    for (const [name, text] of [
      ['note.txt', 'marzipan in a document'],
      ['conversations.json', '[{"mapping": {"marzipan": {"message": marzipan'],
    ] as const)
      writeFileSync(join(folder.path, name), text);
    const imported = window.next('import.changed', ({ state }) => state?.state === 'finished');
    await window.call('importFiles', { paths: [join(folder.path, 'conversations.json')], uploads: [] });
    await imported;
    await window.call('addDocuments', { paths: [join(folder.path, 'note.txt')], uploads: [] });
    await window.call('searchChats', { query: 'marzipan"', cursor: null }).catch(() => undefined);
    // Rows that cannot be what Hearth wrote, and an engine that ends within an answer.
    engine.script.ending = 'die';
    const died = window.next('turn.finished');
    await window.call('startTurn', { chatId: answer.chatId, parts: textParts('marzipan before the end') });
    await died;
    core.core.failed(new Error('marzipan in an error'));
    const whole = await window.call('report', {});
    await core.close();
    const text = allText(logFolder(folder.path));
    expect(text).toContain('the engine died');
    expect(text).not.toContain('arzipan');
    // The report has the same and what the user has changed, but not its texts, and not the user's own folder.
    expect(whole).not.toContain('arzipan');
    expect(whole).not.toContain(folder.path);
    const { settings, crashes, log } = JSON.parse(whole) as {
      settings: object;
      crashes: { report: { part: string } }[];
      log: string[];
    };
    expect(settings).toMatchObject({ systemPrompt: 'set' });
    expect(crashes.map(({ report: { part } }) => part).toSorted()).toEqual(['core', 'engine']);
    expect(log.join('\n')).toContain('the engine died');
    expect(
      crashReports(folder.path).map(({ text: report }) => (JSON.parse(report) as { part: string }).part),
    ).toEqual(expect.arrayContaining(['engine', 'core']));
  });
});

describe('a crash report', () => {
  it('has versions, the system and places in the code; no message, no path and no name of the user', () => {
    const error = Object.assign(new TypeError(`cannot read ${homedir()}/letter.txt: Dear diary`), {
      code: 'EIO',
    });
    error.stack += `\n    at elsewhere (${homedir()}/other/file.js:1:2)`;
    writeCrashReport(folder.path, { part: 'core', error });
    const [{ name, text }, ...others] = crashReports(folder.path) as [{ name: string; text: string }];
    expect(others).toEqual([]);
    expect(name).toMatch(/^crash-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.json$/);
    expect(JSON.parse(text)).toMatchObject({
      part: 'core',
      error: 'TypeError',
      code: 'EIO',
      places: expect.arrayContaining([
        expect.stringMatching(/^test\/system\/logs\.test\.ts:\d+:\d+$/) as string,
      ]) as string[],
      system: { platform: process.platform },
    });
    for (const secret of [
      'diary',
      'letter',
      homedir(),
      userInfo().username === 'root' ? 'elsewhere' : userInfo().username,
    ])
      expect(text).not.toContain(secret);
  });

  it('is one of at most 20, the newest', () => {
    for (let day = 1; day <= 25; day++)
      writeCrashReport(folder.path, { part: 'engine', how: 'SIGSEGV' }, new Date(Date.UTC(2026, 0, day)));
    const names = crashReports(folder.path).map(({ name }) => name);
    expect(names).toHaveLength(20);
    expect(names[0]).toBe('crash-2026-01-25-00-00-00.json');
  });
});
