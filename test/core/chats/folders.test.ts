/** Folders, pins, the archive, and several chats at once, on a real database. */
import { afterEach, expect, it } from 'vitest';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';

const folder = temporaryFolder();
let core: TestCore;
afterEach(async () => {
  await core.close();
  folder.remove();
});

const greet = async () => core.window.call('greet', {});
const chatsBy = async () => new Map((await greet()).chats.map((chat) => [chat.title, chat]));
const begin = async (...titles: string[]): Promise<string[]> => {
  core = startTestCore({}, folder.path);
  const ids: string[] = [];
  for (const title of titles) ids.push((await ask(core, null, title)).chatId);
  return ids;
};

it('chats are pinned, archived and put into folders together, which is told at once and kept', async () => {
  const [one, two, three] = await begin('one', 'two', 'three');
  const other = core.connect();
  await other.call('greet', {});
  const { id } = await core.window.call('createFolder', { name: ' Work\u0000 ' });
  const told = other.next('chats.changed');
  await core.window.call('moveChats', { chatIds: [one!, two!, 'gone'], folderId: id });
  expect((await told).chats.map(({ title }) => title).toSorted()).toEqual(['one', 'two']);
  await core.window.call('pinChats', { chatIds: [one!], isPinned: true });
  const pinnedAt = (await chatsBy()).get('one')!.pinnedAt;
  // A second pin does not move it.
  await core.window.call('pinChats', { chatIds: [one!, three!], isPinned: true });
  await core.window.call('archiveChats', { chatIds: [two!], isArchived: true });
  await core.close();
  core = startTestCore({}, folder.path);
  const { folders } = await greet();
  expect(folders).toMatchObject([{ id, name: 'Work␀', position: 0 }]);
  const chats = await chatsBy();
  expect(chats.get('one')).toMatchObject({ folderId: id, pinnedAt, archivedAt: null });
  expect(chats.get('two')).toMatchObject({ folderId: id, pinnedAt: null, archivedAt: expect.any(Number) });
  expect(chats.get('three')!.pinnedAt).not.toBeNull();
  await core.window.call('moveChats', { chatIds: [one!], folderId: null });
  await core.window.call('pinChats', { chatIds: [one!], isPinned: false });
  await core.window.call('archiveChats', { chatIds: [two!], isArchived: false });
  expect((await chatsBy()).get('one')).toMatchObject({ folderId: null, pinnedAt: null });
  expect((await chatsBy()).get('two')).toMatchObject({ archivedAt: null });
});

it('an archived chat returns to the list with its next message', async () => {
  const [one] = await begin('one');
  await core.window.call('archiveChats', { chatIds: [one!], isArchived: true });
  const changed = core.window.next('chat.changed', ({ chat }) => chat.archivedAt === null);
  await ask(core, one!, 'more');
  expect((await changed).chat.id).toBe(one);
});

it('folders keep the order that they are given', async () => {
  await begin();
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c']) ids.push((await core.window.call('createFolder', { name })).id);
  await core.window.call('orderFolders', { folderIds: [ids[2]!, 'gone', ids[0]!, ids[2]!] });
  await core.window.call('renameFolder', { folderId: ids[0]!, name: 'first' });
  const names = async () => (await greet()).folders.map(({ name }) => name);
  expect(await names()).toEqual(['c', 'first', 'b']);
  await core.window.call('createFolder', { name: 'last' });
  expect(await names()).toEqual(['c', 'first', 'b', 'last']);
});

it.each([false, true])(
  'a deleted folder comes back with its chats (deleted with it: %s)',
  async (withChats) => {
    const [one, two] = await begin('one', 'two', 'three');
    const { id } = await core.window.call('createFolder', { name: 'Work' });
    await core.window.call('createFolder', { name: 'After' });
    await core.window.call('moveChats', { chatIds: [one!, two!], folderId: id });
    const deleted = await core.window.call('deleteFolder', { folderId: id, withChats });
    expect(deleted.chatIds.toSorted()).toEqual([one!, two!].toSorted());
    const left = await chatsBy();
    expect(left.get('three')).toBeDefined();
    expect(left.get('one')?.folderId).toBe(withChats ? undefined : null);
    expect(await core.window.call('deletedChats', {})).toHaveLength(withChats ? 2 : 0);
    // One of them is deleted for good before the undo.
    if (withChats) await core.window.call('purgeChat', { chatId: two! });
    const told = core.window.next('deletedChats.changed');
    await core.window.call('restoreFolder', deleted);
    expect((await told).deletedChats).toEqual([]);
    expect((await greet()).folders.map(({ name }) => name)).toEqual(['Work', 'After']);
    expect((await chatsBy()).get('one')!.folderId).toBe(id);
    expect((await chatsBy()).get('two')?.folderId).toBe(withChats ? undefined : id);
  },
);

it('many chats are deleted, restored and purged together', async () => {
  const ids = await begin('one', 'two', 'three');
  const gone = core.window.next('chats.deleted');
  await core.window.call('deleteChats', { chatIds: [ids[0]!, ids[1]!, 'gone'] });
  expect((await gone).chatIds.toSorted()).toEqual([ids[0]!, ids[1]!].toSorted());
  expect(await core.window.call('deletedChats', {})).toHaveLength(2);
  await core.window.call('restoreChats', { chatIds: [ids[0]!] });
  expect([...(await chatsBy()).keys()]).toEqual(['three', 'one']);
  await core.window.call('purgeDeletedChats', {});
  await expect(core.window.call('restoreChats', { chatIds: [ids[1]!] })).rejects.toThrow(
    'deleted permanently',
  );
});

it('what is gone is refused in one sentence', async () => {
  const [one] = await begin('one');
  const chatIds = [one!];
  for (const [refused, sentence] of [
    [core.window.call('moveChats', { chatIds, folderId: 'gone' }), 'folder no longer exists'],
    [core.window.call('renameFolder', { folderId: 'gone', name: 'x' }), 'folder no longer exists'],
    [core.window.call('deleteFolder', { folderId: 'gone', withChats: true }), 'folder no longer exists'],
    [core.window.call('createFolder', { name: '  ' }), 'The name is empty'],
    [core.window.call('pinChats', { chatIds: ['gone'], isPinned: true }), 'chat no longer exists'],
    [core.window.call('deleteChats', { chatIds: ['gone'] }), 'chat no longer exists'],
  ] as const)
    await expect(refused).rejects.toThrow(sentence);
});
