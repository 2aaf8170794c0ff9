/** The prompt library on a real database. */
import { afterEach, expect, it } from 'vitest';
import { startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';

const folder = temporaryFolder();
let core: TestCore;
afterEach(async () => {
  await core.close();
  folder.remove();
});

it('keeps prompts by name over a restart, tells every window of changes, and refuses what cannot be', async () => {
  core = startTestCore({}, folder.path);
  const { call } = core.window;
  const other = core.connect();
  await other.call('greet', {});
  const translate = await call('addPrompt', { name: ' Translate\0 ', text: 'Into {{language}}:\n{{text}}' });
  expect(translate).toMatchObject({ name: 'Translate\u2400', text: 'Into {{language}}:\n{{text}}' });
  const told = other.next('savedPrompts.changed');
  const explain = await call('addPrompt', { name: 'Explain', text: 'Explain it.' });
  expect((await told).prompts).toEqual([explain, translate]);
  await call('changePrompt', { promptId: translate.id, name: 'Zulu', text: 'Into Zulu.' });
  await expect(call('addPrompt', { name: ' ', text: 'x' })).rejects.toThrow('The name is empty.');
  await expect(call('addPrompt', { name: 'x', text: ' \n' })).rejects.toThrow('The prompt is empty.');
  await expect(call('addPrompt', { name: 'x', text: 'x'.repeat(100_001) })).rejects.toThrow('100,000');
  await expect(call('changePrompt', { promptId: 'gone', name: 'x', text: 'x' })).rejects.toThrow('no longer');
  await core.close();
  core = startTestCore({}, folder.path);
  const again = core.window;
  expect(await again.call('savedPrompts', {})).toEqual([
    explain,
    { id: translate.id, name: 'Zulu', text: 'Into Zulu.' },
  ]);
  await again.call('deletePrompt', { promptId: explain.id });
  expect(await again.call('savedPrompts', {})).toMatchObject([{ name: 'Zulu' }]);
  await expect(again.call('deletePrompt', { promptId: explain.id })).rejects.toThrow('no longer');
});
