/** Backups of everything: what is in them, that they are checked, and what becomes of damaged and hostile ones. */
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newZip } from '../../../main/core/backup/zip.ts';
import { openBackup } from '../../../main/core/backup/check.ts';
import type { BackupState } from '../../../main/shared/contract/backup.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
let cores: TestCore[] = [];
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const core of cores) await core.close();
  cores = [];
  folder.remove();
});

const start = (name: string): TestCore => {
  mkdirSync(join(folder.path, name), { recursive: true });
  const core = startTestCore({ pieces: ['Wednesday'] }, join(folder.path, name));
  cores.push(core);
  return core;
};

const close = async (core: TestCore): Promise<void> => {
  cores = cores.filter((one) => one !== core);
  await core.close();
};

/** Waits for the end of what `begin` begins. */
const ended = async (core: TestCore, begin: () => Promise<unknown>): Promise<BackupState> => {
  await begin();
  for (;;) {
    const { state } = await core.window.call('backupState', {});
    if (state !== null && state.state !== 'running') return state;
    await core.window.next('backup.changed');
  }
};

const backUp = (core: TestCore, path: string, withModels = false): Promise<BackupState> =>
  ended(core, () => core.window.call('backUp', { path, withModels }));

const restore = (core: TestCore, path: string): Promise<BackupState> =>
  ended(core, () => core.window.call('restoreBackup', { path }));

const problemOf = (state: BackupState): string =>
  state.state === 'failed' ? sentenceOf(state.problem) : `no problem: ${JSON.stringify(state)}`;

const secret = 'hf_secretOfThisTest';

/** A folder with a chat, a document, a model and a secret. */
const used = async (name: string): Promise<TestCore> => {
  const core = start(name);
  await ask(core, null, 'Which day is it?');
  const document = join(folder.path, 'note.txt');
  writeFileSync(document, 'A note about Wednesday.');
  const { documents } = await core.window.call('addDocuments', { paths: [document], uploads: [] });
  await core.window.call('setHubToken', { token: secret });
  await core.window.call('changeSettings', { systemPrompt: 'Be brief.' });
  await until(core, documents[0]!.id);
  mkdirSync(join(core.folder, 'models', 'sub'), { recursive: true });
  writeFileSync(join(core.folder, 'models', 'sub', 'tiny.gguf'), 'GGUF');
  return core;
};

const until = async (core: TestCore, id: string): Promise<void> => {
  for (;;) {
    const all = await core.window.call('documents', {});
    if (all.find((one) => one.id === id)?.extraction.state === 'ready') return;
    await core.window.next('documents.changed');
  }
};

describe('a backup', () => {
  it('holds everything, says how much, and brings it back beside what was there', async () => {
    const core = await used('one');
    const path = join(folder.path, 'backup.zip');
    const state = await backUp(core, path, true);
    expect(state).toEqual({
      state: 'written',
      path,
      bytes: statSync(path).size,
      counts: { chats: 1, messages: 2, documents: 1, models: 1 },
      leftOut: [],
    });
    expect(readdirSync(folder.path).filter((name) => name.includes('.part'))).toEqual([]);
    expect(existsSync(join(core.folder, 'backup-work'))).toBe(false);

    const other = start('two');
    await ask(other, null, 'Something else?');
    expect(await restore(other, path)).toMatchObject({
      state: 'unpacked',
      counts: { chats: 1, messages: 2 },
    });
    // Nothing is replaced while it is used.
    expect((await other.window.call('greet', {})).chats).toMatchObject([{ title: 'Something else?' }]);
    await close(other);
    const again = start('two');
    const welcome = await again.window.call('greet', {});
    expect(welcome.chats).toMatchObject([{ title: 'Which day is it?' }]);
    expect(welcome.settings.systemPrompt).toBe('Be brief.');
    expect(welcome.app.hasHubToken).toBe(false);
    expect(welcome.notices.map(({ told }) => sentenceOf(told))).toEqual([
      expect.stringContaining('The backup is restored.'),
    ]);
    const [document] = await again.window.call('documents', {});
    expect(
      await again.window.call('documentText', { documentId: document!.id, at: 0, length: 100 }),
    ).toMatchObject({ text: expect.stringContaining('A note about Wednesday.') as string });
    expect(readFileSync(join(again.folder, 'models', 'sub', 'tiny.gguf'), 'utf8')).toBe('GGUF');
    const [aside] = readdirSync(again.folder).filter((name) => name.startsWith('before-restore-'));
    expect(readdirSync(join(again.folder, aside!))).toContain('hearth.db');
    // Sent to nobody else, it still has no secret.
    expect(readFileSync(path).includes(secret)).toBe(false);
    expect(JSON.stringify(await names(path))).not.toContain('hub-token');
  });

  it('leaves models out unless they are wanted, and links always', async () => {
    const core = await used('one');
    symlinkSync('/etc/passwd', join(core.folder, 'documents', 'link'));
    const path = join(folder.path, 'backup.zip');
    expect(await backUp(core, path)).toMatchObject({
      counts: { models: 0 },
      leftOut: ['documents/link'],
    });
    expect((await names(path)).some((name) => name.startsWith('models/'))).toBe(false);
  });

  it('that cannot be written is refused in one sentence, and leaves nothing', async () => {
    const core = start('one');
    expect(problemOf(await backUp(core, join(folder.path, 'nowhere', 'backup.zip')))).toMatch(
      /could not be written \(ENOENT\)\. Choose another folder\.$/,
    );
    expect(problemOf(await backUp(core, core.folder))).toMatch(
      /could not be written \(EISDIR\)\. Choose another folder\.$/,
    );
    await expect(core.window.call('backUp', { path: 'backup.zip', withModels: false })).rejects.toThrow(
      'Give the whole path of the file.',
    );
  });

  it('stops when the user asks, and leaves no file', async () => {
    const core = await used('one');
    writeFileSync(join(core.folder, 'models', 'large.gguf'), Buffer.alloc(64 * 1024 ** 2, 1));
    const path = join(folder.path, 'backup.zip');
    const stopped = ended(core, () => core.window.call('backUp', { path, withModels: true }));
    await core.window.next('backup.changed');
    await core.window.call('stopBackup', {});
    expect(problemOf(await stopped)).toBe('Stopped. No file was written, and nothing was replaced.');
    expect(readdirSync(folder.path).toSorted()).toEqual(['note.txt', 'one']);
  });
});

/** The names in a backup. */
const names = async (path: string): Promise<string[]> => {
  const backup = await openBackup(path);
  backup.close();
  return backup.manifest.files.map((file) => file.path);
};

interface Planted {
  files: Record<string, Buffer | string>;
  manifest?: object;
  /** Changes the bytes of the archive afterwards. */
  replace?: [from: string, to: string];
}

/** An archive as a hostile person might make it: by default it is a right one. */
const plant = async (name: string, { files, manifest = {}, replace }: Planted): Promise<string> => {
  const path = join(folder.path, name);
  const zip = newZip();
  for (const [file, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), file);
  zip.addBuffer(
    Buffer.from(
      JSON.stringify({
        hearth: 'backup',
        version: 1,
        writtenBy: '0',
        writtenAt: 0,
        counts: { chats: 0, messages: 0, documents: 0, models: 0 },
        files: Object.entries(files).map(([file, content]) => ({
          path: replace === undefined ? file : file.replace(...replace),
          bytes: Buffer.from(content).length,
          sha256: createHash('sha256').update(Buffer.from(content)).digest('hex'),
        })),
        ...manifest,
      }),
    ),
    'hearth-backup.json',
  );
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  if (replace !== undefined) {
    const [from, to] = replace;
    writeFileSync(path, Buffer.from(readFileSync(path).toString('latin1').replaceAll(from, to), 'latin1'));
  }
  return path;
};

describe('a file that is no right backup', () => {
  it('is refused in one sentence each, and nothing is changed', async () => {
    const core = await used('one');
    const good = join(folder.path, 'good.zip');
    await backUp(core, good);
    const database = readFileSync(join(core.folder, 'hearth.db'));
    const text = join(folder.path, 'text.zip');
    writeFileSync(text, 'Dear diary');
    const short = join(folder.path, 'short.zip');
    writeFileSync(short, readFileSync(good));
    truncateSync(short, Math.floor(statSync(good).size / 2));
    const flipped = join(folder.path, 'flipped.zip');
    const bytes = readFileSync(good);
    bytes[Math.floor(bytes.length / 4)]! ^= 0xff;
    writeFileSync(flipped, bytes);
    const isNone = (path: string): string =>
      `${basename(path)} is not a backup of Hearth. Choose a file that Hearth has written as a backup.`;
    const isDamaged = (path: string): string =>
      `${basename(path)} is damaged: its content is not what its list says. Choose another backup, or copy this one again from where it came.`;
    const cases: [path: string, sentence: string][] = [
      [text, isNone(text)],
      [short, isNone(short)],
      [flipped, isDamaged(flipped)],
    ];
    const planted = async (name: string, what: Planted, say: (path: string) => string): Promise<void> => {
      const path = await plant(name, what);
      cases.push([path, say(path)]);
    };
    const files = { 'hearth.db': database };
    await planted(
      'slip.zip',
      { files: { ...files, 'aa/evil': 'x' }, replace: ['aa/evil', '../evil'] },
      isDamaged,
    );
    await planted(
      'absolute.zip',
      { files: { ...files, 'aa/evil': 'x' }, replace: ['aa/evil', '/a/evil'] },
      isDamaged,
    );
    await planted('elsewhere.zip', { files: { ...files, 'hub-token': 'x' } }, isDamaged);
    await planted('device.zip', { files: { ...files, 'documents/a/CON': 'x' } }, isDamaged);
    await planted('empty.zip', { files: {} }, isDamaged);
    await planted(
      'unlisted.zip',
      { files: { ...files, 'documents/a/b': 'x' }, manifest: { files: [] } },
      isDamaged,
    );
    await planted(
      'bomb.zip',
      {
        files: { ...files, 'documents/a/b': Buffer.alloc(8 * 1024 ** 2) },
        manifest: {
          files: [
            {
              path: 'hearth.db',
              bytes: database.length,
              sha256: createHash('sha256').update(database).digest('hex'),
            },
            { path: 'documents/a/b', bytes: 10, sha256: '0'.repeat(64) },
          ],
        },
      },
      isDamaged,
    );
    // The archive is right, and only the list knows that it has another content.
    const listed = (path: string, content: Buffer | string) => ({
      path,
      bytes: Buffer.from(content).length,
      sha256: createHash('sha256').update(Buffer.from(content)).digest('hex'),
    });
    await planted(
      'other-content.zip',
      {
        files: { ...files, 'documents/a/b': 'these' },
        manifest: { files: [listed('hearth.db', database), listed('documents/a/b', 'those')] },
      },
      isDamaged,
    );
    await planted('no-database.zip', { files: { 'hearth.db': 'not a database' } }, isDamaged);
    await planted(
      'newer.zip',
      { files, manifest: { version: 2 } },
      (path) => `${basename(path)} was written by a newer Hearth. Update Hearth, then restore it.`,
    );
    cases.push([
      join(folder.path, 'none.zip'),
      `${join(folder.path, 'none.zip')} cannot be read (ENOENT). Check that the file is there and that you may read it.`,
    ]);
    for (const [path, sentence] of cases) expect(problemOf(await restore(core, path))).toBe(sentence);
    expect(existsSync(join(folder.path, 'evil'))).toBe(false);
    expect(readdirSync(core.folder).filter((name) => name.startsWith('restored'))).toEqual([]);
    await close(core);
    const again = start('one');
    expect((await again.window.call('greet', {})).chats).toHaveLength(1);
  });
});

it('is forgotten if the user decides against it', async () => {
  const core = await used('one');
  const path = join(folder.path, 'backup.zip');
  await backUp(core, path);
  expect((await restore(core, path)).state).toBe('unpacked');
  await core.window.call('stopBackup', {});
  rmSync(path);
  await close(core);
  const again = start('one');
  expect((await again.window.call('greet', {})).notices).toEqual([]);
});
