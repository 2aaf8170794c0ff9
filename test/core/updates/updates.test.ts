/** New versions from the first click to the self-test and back, with a real server, a real database and the real outgoing network. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openConnection } from '../../../main/core/database/connection.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { noteStart, openUpdateFolder, readRecord, writeRecord } from '../../../main/core/updates/record.ts';
import { schemaIn, settleWayBack } from '../../../main/core/updates/way-back.ts';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { silentLog } from '../../fixtures/electron/apps.ts';
import {
  makeDatabase,
  startUpdates,
  type UpdatesUnderTest,
} from '../../fixtures/updates/updates-under-test.ts';

let under: UpdatesUnderTest;
beforeEach(async () => {
  under = await startUpdates();
});
afterEach(() => under.remove());

const call = async (name: keyof UpdatesUnderTest['updates']['calls']): Promise<void> => {
  await (under.updates.calls[name] as (args: object) => unknown)({});
};
const step = () => under.last().now;
const problem = () => (step() as { problem?: { code: string } | null }).problem?.code ?? null;

/** All steps up to one that is installed, and the start of the new version. */
const update = async (): Promise<void> => {
  await call('checkForUpdate');
  await call('downloadUpdate');
  await call('installUpdate');
  await under.restart('0.2.0');
};

describe('a build', () => {
  it('without an address offers nothing, and sends nothing', async () => {
    await under.restart('0.1.0', { source: null, checkAfterMs: 0 });
    under.change({ lookForUpdates: true });
    expect(step()).toEqual({ step: 'unavailable', why: 'no-address' });
    await expect(call('checkForUpdate')).rejects.toThrow(Refusal);
    expect(under.server.seen).toEqual([]);
  });

  it('that cannot be replaced offers nothing either', async () => {
    await under.restart('0.1.0', { installer: null });
    expect(step()).toEqual({ step: 'unavailable', why: 'no-installer' });
    await expect(call('checkForUpdate')).rejects.toThrow(Refusal);
  });
});

describe('before the user agrees', () => {
  it('nothing is sent', async () => {
    await under.restart('0.1.0', { checkAfterMs: 0, checkEveryMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(under.server.seen).toEqual([]);
  });

  it('one check a day is sent once the setting is on, and no download', async () => {
    under.change({ lookForUpdates: true });
    await under.restart('0.1.0', { checkAfterMs: 0 });
    await vi.waitFor(() => expect(step().step).toBe('offered'), 30_000);
    expect(under.server.seen.map(({ url }) => url)).toEqual(['/feed.json', '/feed.json.sig']);
  });

  it('nothing is sent while offline, whatever is chosen or pressed', async () => {
    under.change({ lookForUpdates: true, offline: true });
    await under.restart('0.1.0', { checkAfterMs: 0 });
    await call('checkForUpdate');
    expect(problem()).toBe('network.offline');
    expect(under.server.seen).toEqual([]);
  });
});

describe('a check', () => {
  it('offers the newest version, and is in the network log with its reason', async () => {
    await call('checkForUpdate');
    expect(step()).toMatchObject({
      step: 'offered',
      offer: { version: '0.2.0', date: '2026-12-01', host: under.server.host },
    });
    expect(under.outgoing.list().map(({ why }) => why.code)).toEqual(['request.updates', 'request.updates']);
  });

  it('says when there is none', async () => {
    under.offer.feed.releases.shift();
    await call('checkForUpdate');
    expect(step()).toMatchObject({ step: 'idle', problem: null, checkedAt: expect.any(Number) as number });
  });

  it.each([
    ['of another text', () => (under.offer.tampered = JSON.stringify({ ...under.offer.feed, serial: 6 }))],
    ['that is none', () => (under.offer.signature = 'AAAA')],
    ['that is missing', () => (under.offer.signature = '')],
  ])('does not believe a signature %s', async (_what, spoil) => {
    spoil();
    await call('checkForUpdate');
    expect(problem()).toBe('updates.feed-not-signed');
  });

  it('does not believe a feed that is signed but not valid', async () => {
    Object.assign(under.offer.feed, { more: 1 });
    await call('checkForUpdate');
    expect(problem()).toBe('updates.feed-unusable');
  });

  it('reads no more than a feed has', async () => {
    under.offer.tampered = ' '.repeat(1_000_000);
    await call('checkForUpdate');
    expect(problem()).toBe('updates.feed-unusable');
  });

  it('does not accept an old feed after a newer one, also after a restart', async () => {
    await call('checkForUpdate');
    await under.restart('0.1.0');
    under.offer.feed.serial = 4;
    await call('checkForUpdate');
    expect(problem()).toBe('updates.feed-older');
  });

  it('offers no older version, even if only that is in the feed', async () => {
    await under.restart('0.3.0');
    await call('checkForUpdate');
    expect(step()).toMatchObject({ step: 'idle', problem: null });
  });
});

describe('a download', () => {
  it('brings the new version and the running one, so that there is a way back', async () => {
    await call('checkForUpdate');
    await call('downloadUpdate');
    expect(step()).toMatchObject({ step: 'ready', cold: null });
    expect(readFileSync(join(under.folder, 'updates/kept-0.1.0'))).toEqual(under.offer.files.get('/0.1.0'));
    const reasons = under.outgoing.list().map(({ why }) => why.code);
    expect(reasons.filter((code) => code === 'request.update')).toHaveLength(2);
  });

  it.each([
    ['other bytes of the same length', (right: Buffer) => Buffer.alloc(right.length)],
    ['fewer bytes', (right: Buffer) => right.subarray(1)],
    ['more bytes', (right: Buffer) => Buffer.concat([right, Buffer.alloc(1)])],
  ])('of %s is refused and removed', async (_what, spoil) => {
    await call('checkForUpdate');
    under.offer.files.set('/0.2.0', spoil(under.offer.files.get('/0.2.0')!));
    await call('downloadUpdate');
    expect(step().step).toBe('offered');
    expect(problem()).toBe('updates.installer-wrong');
    expect(existsSync(join(under.folder, 'updates/hearth-0.2.0'))).toBe(false);
    expect(existsSync(join(under.folder, 'updates/hearth-0.2.0.part'))).toBe(false);
  });

  it('is cut off when Hearth ends, and leaves nothing behind', async () => {
    await call('checkForUpdate');
    under.offer.halved = '/0.2.0';
    const errors: unknown[] = [];
    const spied = vi.spyOn(silentLog, 'error').mockImplementation((...logged) => void errors.push(logged));
    const downloaded = call('downloadUpdate');
    const part = join(under.folder, 'updates/hearth-0.2.0.part');
    await vi.waitFor(() => expect(existsSync(part)).toBe(true), 30_000);
    under.updates.close();
    await downloaded;
    spied.mockRestore();
    expect(errors).toEqual([]);
    expect(existsSync(part)).toBe(false);
  });

  it('is refused if the running version could not be kept', async () => {
    under.offer.feed.releases.pop();
    await call('checkForUpdate');
    await call('downloadUpdate');
    expect(problem()).toBe('updates.no-way-back');
    expect(under.server.seen.map(({ url }) => url)).not.toContain('/0.2.0');
  });

  it('counts the chats that a new engine makes cold, by the builds of their states', async () => {
    const [newest] = under.offer.feed.releases;
    under.offer.feed.releases[0] = { ...newest!, engine: { library: '3.23.0', llamaCpp: 'v0.6.0' } };
    const chat = (at: number): string => `00000000-0000-4000-8000-00000000000${at}`;
    const state = (owner: string, build?: string): void =>
      writeFileSync(join(under.folder, 'kv', `${owner}.a.json`), JSON.stringify({ chatId: owner, build }));
    state(chat(1), '3.22.1 v0.5.0');
    state(chat(2));
    // Cold already, and no chats.
    state(chat(3), '3.21.0 v0.4.0');
    state(`doc-${chat(4)}`, '3.22.1 v0.5.0');
    state('api-abc', '3.22.1 v0.5.0');
    writeFileSync(join(under.folder, 'kv', `${chat(5)}.a.json`), '{');
    await call('checkForUpdate');
    await call('downloadUpdate');
    expect(step()).toMatchObject({ cold: { engine: 'llama.cpp v0.6.0', chats: 2 } });
  });
});

describe('installing', () => {
  beforeEach(async () => {
    await call('checkForUpdate');
    await call('downloadUpdate');
  });

  it('never ends an answer', async () => {
    under.state.answering = true;
    await expect(call('installUpdate')).rejects.toThrow('An answer is running');
    expect(step().step).toBe('ready');
    expect(under.installed).toEqual([]);
  });

  it('gives the shell the file that was checked, and only that', async () => {
    await call('installUpdate');
    expect(under.installed).toMatchObject([
      { version: '0.2.0', path: join(under.folder, 'updates/hearth-0.2.0') },
    ]);
    expect(step()).toEqual({ step: 'installing', version: '0.2.0' });
  });

  it('refuses a file that was changed after its check', async () => {
    writeFileSync(join(under.folder, 'updates/hearth-0.2.0'), 'evil');
    await expect(call('installUpdate')).rejects.toThrow('not the one that was signed');
    expect(under.installed).toEqual([]);
  });

  it('says so if the installer cannot be started, and can be tried again', async () => {
    under.state.installFails = true;
    await expect(call('installUpdate')).rejects.toThrow('could not be started');
    expect(problem()).toBe('updates.not-installed');
    under.state.installFails = false;
    await call('installUpdate');
    expect(under.installed).toHaveLength(1);
  });

  it('tells at the next start if nothing was installed', async () => {
    await call('installUpdate');
    await under.restart('0.1.0');
    expect(under.told.map(({ code }) => code)).toEqual(['updates.was-not-installed']);
    expect(existsSync(join(under.folder, 'updates'))).toBe(false);
  });
});

describe('the new version', () => {
  it('keeps the earlier one until its self-test has passed, and longer if the user likes', async () => {
    await update();
    await vi.waitFor(() => expect(under.last().proof?.result).toBe('passed'), 30_000);
    expect(existsSync(join(under.folder, 'updates/kept-0.1.0'))).toBe(true);
    await call('removeEarlierVersion');
    expect(existsSync(join(under.folder, 'updates'))).toBe(false);
    await expect(call('goBackToEarlierVersion')).rejects.toThrow(Refusal);
  });

  it('does not let the earlier one go if the self-test fails, and offers the way back', async () => {
    await call('checkForUpdate');
    await call('downloadUpdate');
    await call('installUpdate');
    const test = () => Promise.reject(new Refusal('updates.self-test-silent'));
    await under.restart('0.2.0', { test });
    await vi.waitFor(() => expect(under.last().proof?.result).toBe('failed'), 30_000);
    expect(under.last().proof?.problem?.code).toBe('updates.self-test-silent');
    expect(under.told.map(({ code }) => code)).toEqual(['updates.self-test-failed']);
    await expect(call('removeEarlierVersion')).rejects.toThrow(Refusal);
    await call('goBackToEarlierVersion');
    expect(under.installed.at(-1)).toMatchObject({
      version: '0.1.0',
      path: join(under.folder, 'updates/kept-0.1.0'),
    });
  });

  it('that does not even start is noticed before anything opens', async () => {
    await update();
    under.updates.close();
    writeRecord(under.folder, { ...readRecord(under.folder)!, result: 'testing' });
    expect([1, 2, 3].map(() => noteStart(under.folder, '0.2.0')?.from ?? null)).toEqual([
      null,
      null,
      '0.1.0',
    ]);
    expect(noteStart(under.folder, '0.1.0')).toBeNull();
  });

  it('goes back in one click, but not with a changed file', async () => {
    await update();
    writeFileSync(join(under.folder, 'updates/kept-0.1.0'), 'evil');
    await expect(call('goBackToEarlierVersion')).rejects.toThrow('not the one that was signed');
    expect(readRecord(under.folder)?.isGoingBack).toBe(false);
  });
});

describe('the way back', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const database = (): string => join(folder.path, 'hearth.db');
  const record = { from: '0.1.0', to: '0.2.0', starts: 1, result: 'failed', isGoingBack: true } as const;
  const kept = { file: 'kept-0.1.0', bytes: 1, sha512: 'a' };
  const chatsIn = (path: string): unknown[] => {
    const db = openConnection(path);
    try {
      return db.prepare('SELECT title FROM chats').all();
    } finally {
      db.close();
    }
  };
  beforeEach(() => {
    folder = temporaryFolder();
    openUpdateFolder(folder.path);
    makeDatabase(join(folder.path, 'updates/before.db'), 'before');
  });
  afterEach(() => folder.remove());

  it('leaves a database that the earlier version can read, with all that was added', () => {
    const schema = makeDatabase(database(), 'after');
    writeRecord(folder.path, { ...record, kept, database: { file: 'before.db', schema } });
    expect(settleWayBack(folder.path, '0.1.0', silentLog)?.code).toBe('updates.went-back');
    expect(chatsIn(database())).toEqual([{ title: 'after' }]);
    expect(existsSync(join(folder.path, 'updates'))).toBe(false);
  });

  it('brings back the earlier database if the schema is newer, and keeps the newer one', () => {
    const schema = makeDatabase(database(), 'after', 1) - 1;
    writeRecord(folder.path, { ...record, kept, database: { file: 'before.db', schema } });
    expect(settleWayBack(folder.path, '0.1.0', silentLog)?.code).toBe('updates.went-back-database');
    expect(schemaIn(database())).toBe(schema);
    expect(chatsIn(database())).toEqual([{ title: 'before' }]);
    expect(chatsIn(join(folder.path, 'hearth-of-0.2.0.db'))).toEqual([{ title: 'after' }]);
    openDatabase(folder.path).close();
  });

  it('does nothing for a version that nobody went back to', () => {
    const schema = makeDatabase(database(), 'after');
    const going = { ...record, kept, database: { file: 'before.db', schema } };
    writeRecord(folder.path, { ...going, isGoingBack: false });
    expect(settleWayBack(folder.path, '0.1.0', silentLog)).toBeNull();
    writeRecord(folder.path, going);
    expect(settleWayBack(folder.path, '0.2.0', silentLog)).toBeNull();
    expect(readRecord(folder.path)).not.toBeNull();
  });
});

describe('a record', () => {
  it('that is damaged counts as none', () => {
    writeRecord(under.folder, {
      from: '0.1.0',
      to: '0.2.0',
      kept: { file: 'kept', bytes: 1, sha512: 'a' },
      database: null,
      starts: 0,
      result: 'testing',
      isGoingBack: false,
    });
    expect(readRecord(under.folder)).not.toBeNull();
    const path = join(under.folder, 'updates/update.json');
    for (const text of ['', '{', 'null', readFileSync(path, 'utf8').replace('"kept"', '"../../kept"')]) {
      writeFileSync(path, text);
      expect(readRecord(under.folder)).toBeNull();
    }
  });
});
