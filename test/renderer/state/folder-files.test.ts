/** Folders that a browser gives: what is sent of them, and what the core makes of that, with the real reader. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFolder } from '../../../main/reader/formats/folder.ts';
import { unpackFolder } from '../../../main/core/transfer/unpack-folder.ts';
import { folderOfEntry, folderOfFiles } from '../../../renderer/state/chosen-folder.ts';
import { filesOfFolder } from '../../../renderer/state/folder-files.ts';
import { packed } from '../../../renderer/state/upload.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const tree: Record<string, string> = {
  '.gitignore': '/dist/\n*.log\n!kept.log\n',
  'README.md': '# Pump\n',
  'kept.log': 'kept\n',
  'left.log': 'left\n',
  'huge.csv': 'a,b\n'.repeat(300_000),
  'dist/out.js': 'out\n',
  '.git/config': '[core]\n',
  'node_modules/a/index.js': 'other\n',
  'src/.gitignore': 'own.ts\n',
  'src/a.ts': 'export const ä = 1;\n',
  'src/own.ts': 'own\n',
  'src/deep/b.ts': 'b\n',
  'photo.png': 'no text',
};
/** As `<input webkitdirectory>` gives them. */
const chosen = (files: Record<string, string>): File[] =>
  Object.entries(files).map(([path, text]) =>
    Object.defineProperty(
      new File([text], path.split('/').at(-1)!, path.endsWith('.png') ? { type: 'image/png' } : {}),
      'webkitRelativePath',
      { value: `pump/${path}` },
    ),
  );
/** As a drop gives them, two at a time. */
const dropped = (name: string, files: readonly File[], path = 'pump/'): FileSystemDirectoryEntry => {
  const names = [...new Set(files.map((file) => file.webkitRelativePath.slice(path.length).split('/')[0]!))];
  const entries = names.map((one) => {
    const file = files.find(({ webkitRelativePath }) => webkitRelativePath === path + one);
    return file === undefined
      ? dropped(
          one,
          files.filter(({ webkitRelativePath }) => webkitRelativePath.startsWith(`${path}${one}/`)),
          `${path}${one}/`,
        )
      : { isDirectory: false, name: one, file: (give: (file: File) => void) => give(file) };
  });
  return {
    isDirectory: true,
    name,
    createReader: () => ({
      readEntries: (give: (some: unknown[]) => void) => give(entries.splice(0, 2)),
    }),
  } as unknown as FileSystemDirectoryEntry;
};
const limits = { bytes: 2 ** 28, characters: 1e7, memory: 2 ** 30, ms: 60_000 };
const read = (path: string) =>
  readFolder({ path, name: 'pump', limits, text: { name: 'pump', most: 1e7 }, progress: () => undefined });
const bodyOf = (...parts: (string | Blob)[]) => Readable.fromWeb(new Blob(parts).stream() as never);
const target = (): string => join(folder.path, 'pump');

test('the files that the reader would leave out are not sent, and the text is that of the folder itself', async () => {
  const files = await filesOfFolder(folderOfFiles(chosen(tree))!);
  expect(files.map(({ path }) => path)).toEqual([
    '.gitignore',
    'README.md',
    'huge.csv',
    'kept.log',
    'photo.png',
    'src/.gitignore',
    'src/a.ts',
    'src/deep/b.ts',
  ]);
  const fromDrop = await filesOfFolder(folderOfEntry(dropped('pump', chosen(tree))));
  expect(await packed(fromDrop).text()).toBe(await packed(files).text());
  expect(packed(files).size).toBeLessThan(1000);

  const digest = await unpackFolder(bodyOf(packed(files)), target());
  expect(digest).toMatch(/^[\da-f]{64}$/);
  const own = join(folder.path, 'own');
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(own, path)), { recursive: true });
    writeFileSync(join(own, path), text);
  }
  expect(await read(target())).toEqual(await read(own));
  expect((await read(target())).remarks).toEqual([{ code: 'documents.files-left-out', facts: { files: 2 } }]);
});

test('a folder with too many files or none is refused with a sentence before anything is sent', async () => {
  const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [`f${at}.txt`, '']));
  await expect(filesOfFolder(folderOfFiles(chosen(many))!)).rejects.toThrow(
    'pump has more than 20,000 files',
  );
  const ignored = folderOfFiles(chosen({ 'node_modules/a.js': 'a' }))!;
  await expect(filesOfFolder(ignored)).rejects.toThrow('pump has no text files');
});

test('what comes is written nowhere but in its folder, and only if it is complete', async () => {
  const line = (path: string, bytes = 1): string => `${JSON.stringify({ path, bytes })}\na`;
  for (const [nth, path] of [
    '../out',
    'a/../../out',
    '/out',
    'a//b',
    './a',
    '',
    'a/',
    'a\0b',
    'x/'.repeat(70),
  ].entries())
    await expect(unpackFolder(bodyOf(line(path)), join(folder.path, String(nth))), path).rejects.toThrow(
      'not a path in a folder',
    );
  const bodies = {
    'is not complete': ['', line('a', 5), line('a').slice(0, -4)],
    EEXIST: [`${line('a')}${line('a')}`],
    'a path is too long': ['x'.repeat(20_000)],
    'Invalid input': ['{"path":"a"}\n', '{"path":"a","bytes":-1}\n', '{"path":"a","bytes":2000000000}\n'],
  };
  for (const [problem, its] of Object.entries(bodies))
    for (const [nth, body] of its.entries())
      await expect(
        unpackFolder(bodyOf(body), join(folder.path, problem + nth)),
        body.slice(0, 50),
      ).rejects.toThrow(problem === 'Invalid input' ? /invalid|too/i : problem);
  expect(existsSync(join(folder.path, 'out'))).toBe(false);
  // A name that this system cannot have is left out, and the others come.
  const body = bodyOf(line('a:b/c.ts'), line('d/e.ts'), line('empty', 0).slice(0, -1));
  const root = join(folder.path, 'named');
  await unpackFolder(body, root, (name) => !name.includes(':'));
  expect(readFileSync(join(root, 'd/e.ts'), 'utf8')).toBe('a');
  expect(readFileSync(join(root, 'empty'), 'utf8')).toBe('');
  expect(existsSync(join(root, 'a:b'))).toBe(false);
});
