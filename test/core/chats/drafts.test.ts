import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Draft } from '../../../main/shared/contract/chats.ts';
import { change } from '../../fixtures/chats/stored-chats.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
let core: TestCore;
beforeEach(() => {
  folder = temporaryFolder();
  core = startTestCore({}, folder.path);
});
afterEach(async () => {
  await core.close();
  folder.remove();
});

const kept = async (): Promise<Draft[]> => (await core.window.call('greet', {})).drafts;

it('drafts are kept to the last character across a restart, one for each place, and other windows are told', async () => {
  const { chatId, id } = await ask(core, null, 'Hello');
  const strange = 'before\0after, \ud800 alone, \u202e turned,\n\n and 😀';
  const other = core.connect();
  const told = other.next('draft.saved', ({ text }) => text === strange);
  await core.window.call('saveDraft', { place: 'new', text: 'first' });
  await core.window.call('saveDraft', { place: 'new', text: strange });
  expect(await told).toEqual({ place: 'new', text: strange });
  await core.window.call('saveDraft', { place: chatId, text: 'of the chat' });
  await core.window.call('saveDraft', { place: `edit.${id}`, text: 'of the message' });
  await core.window.call('saveDraft', { place: chatId, text: '' });
  const all = [
    { place: 'new', text: strange },
    { place: `edit.${id}`, text: 'of the message' },
  ];
  expect(await kept()).toEqual(all);
  await core.close();
  // A damaged draft is left out, and the user is told.
  change(folder.path, 'INSERT INTO drafts (place, chat_id, text) VALUES (?, ?, ?)', chatId, chatId, '5');
  core = startTestCore({}, folder.path);
  expect(await kept()).toEqual(all);
  const { notices } = await core.window.call('greet', {});
  expect(notices).toMatchObject([{ told: { code: 'database.damaged-rows' } }]);
  await core.close();
  // One whose place is damaged is found by its chat.
  change(folder.path, 'UPDATE drafts SET place = ?, text = ? WHERE place = ?', '{}', '"unsent"', chatId);
  core = startTestCore({}, folder.path);
  const found = await kept();
  expect(found).toHaveLength(all.length + 1);
  expect(found).toContainEqual({ place: chatId, text: 'unsent' });
});

it('a draft is deleted with its chat, and none is kept for a place that does not exist', async () => {
  const { chatId, id } = await ask(core, null, 'Hello');
  for (const place of [chatId, `edit.${id}`, `pasted.${chatId}`, `beginning.${chatId}`])
    await core.window.call('saveDraft', { place, text: 'unsent' });
  await core.window.call('deleteChats', { chatIds: [chatId] });
  // The chat can still be restored, together with its drafts.
  expect(await kept()).toHaveLength(4);
  await core.window.call('purgeDeletedChats', {});
  expect(await kept()).toEqual([]);
  for (const place of [chatId, `edit.${id}`, 'edit.', 'elsewhere', `pasted.${chatId}`, 'pasted.'])
    await core.window.call('saveDraft', { place, text: 'late' });
  expect(await kept()).toEqual([]);
});
