/** `hearth backup` and `hearth restore`, with cores of their own. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hearth } from '../fixtures/cli/run.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { importFixture } from '../fixtures/imports/read.ts';

const folder = temporaryFolder();
const [data, other] = [join(folder.path, 'data'), join(folder.path, 'other')];
afterAll(folder.remove);

it('writes everything into one file, says what is in it, and restores it beside what was there', async () => {
  await hearth(['import', importFixture('llama-cpp.jsonl'), '--data', data]);
  const file = join(folder.path, 'backup.zip');
  const written = await hearth(['backup', file, '--data', data]);
  expect(written).toEqual({
    code: 0,
    out: expect.stringMatching(
      /^.*backup\.zip has 2 chats, \d+ messages, 0 documents \(.*\)\. It was read back, and all of it is right\.\n$/,
    ) as string,
    errors: '',
  });
  await hearth(['import', importFixture('jan'), '--data', other]);
  const restored = await hearth(['restore', file, '--data', other]);
  expect(restored).toMatchObject({ code: 0, errors: '' });
  expect(restored.out).toMatch(
    /^backup\.zip is right: 2 chats.*\nThe backup is restored\. .*before-restore-/,
  );
  const exported = await hearth(['backup', join(folder.path, 'again.zip'), '--json', '--data', other]);
  expect(JSON.parse(exported.out)).toMatchObject({ state: 'written', counts: { chats: 2 } });
  expect(readdirSync(other).some((name) => name.startsWith('before-restore-'))).toBe(true);

  writeFileSync(join(folder.path, 'diary.zip'), 'Dear diary');
  expect(await hearth(['restore', join(folder.path, 'diary.zip'), '--data', other])).toEqual({
    code: 1,
    out: '',
    errors: 'diary.zip is not a backup of Hearth. Choose a file that Hearth has written as a backup.\n',
  });
  expect(existsSync(join(other, 'restored'))).toBe(false);
});
