/** The identity of models, of real files. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileDigest, readIdentity } from '../../main/system/model-digest.ts';
import { partPaths } from '../../main/shared/gguf/split-name.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { tinyFile, tinyParts } from '../fixtures/library/library-fixtures.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const at = (...names: string[]): string => join(folder.path, ...names);
const idOf = async (path: string): Promise<string | null> => (await readIdentity(path)).id;

/** Changes one byte, and neither the size nor the header. */
const flipLastByte = (path: string): void => {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
};

describe('the identity of a model', () => {
  it('is that of its content, whatever the file is called and wherever it is', async () => {
    const path = tinyFile(at('a.gguf'), { name: 'One' });
    mkdirSync(at('elsewhere'));
    copyFileSync(path, at('elsewhere', 'b.gguf'));
    expect(await idOf(path)).toMatch(/^[0-9a-f]{64}$/);
    expect(await idOf(at('elsewhere', 'b.gguf'))).toBe(await idOf(path));
  });

  it('is another one with another quantization, another name in the file or other weights', async () => {
    const ids = new Set<string | null>();
    for (const [index, given] of [{}, { fileType: 7 }, { name: 'Two' }, { parameters: 2048 }].entries())
      ids.add(await idOf(tinyFile(at(`${index}.gguf`), given)));
    const path = tinyFile(at('weights.gguf'));
    flipLastByte(path);
    ids.add(await idOf(path));
    expect(ids.size).toBe(5);
  });

  it('is one for all parts of a split model and depends on each of them', async () => {
    const parts = tinyParts(at('m'), 3);
    const before = await readIdentity(parts[0]!);
    expect(before.bytes).toBe(parts.reduce((sum, path) => sum + readFileSync(path).length, 0));
    expect(await readIdentity(parts[2]!)).toEqual(before);
    flipLastByte(parts[2]!);
    const after = await idOf(parts[0]!);
    expect(after).not.toBe(before.id);
    rmSync(parts[1]!);
    expect(await idOf(parts[0]!)).toBeNull();
  });

  it('is unknown if there is no file', async () => {
    expect(await readIdentity(at('nothing.gguf'))).toEqual({ id: null, bytes: 0 });
  });

  it('takes no more than 2 MB of a file of 40 GB', async () => {
    let read = 0;
    const source = {
      size: 40e9,
      read: (offset: number, length: number) => {
        read += length;
        expect(offset + length).toBeLessThanOrEqual(40e9);
        return Promise.resolve(new Uint8Array(length));
      },
    };
    expect(await fileDigest(source)).toMatch(/^[0-9a-f]{64}$/);
    expect(read).toBe(2 * 1024 ** 2);
  });

  it('is the digest by which earlier versions stored KV states and measured speeds', async () => {
    const bytes = Buffer.alloc(5_000_000);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = ((index * 2654435761) >>> 7) & 255;
    writeFileSync(at('five'), bytes);
    expect(await idOf(at('five'))).toBe('ef76ee88e392eaaa23e6712176cd8474945b8f6c4420d5ab04d6ff44d47853c6');
    writeFileSync(at('short'), 'short');
    expect(await idOf(at('short'))).toBe('c4c9d912ab5451178b5943a838c40bc1f28cf0738935d0e335cb4c6c653f54db');
  });
});

it('names all parts of a split model, and a single file for what only looks like one', () => {
  expect(partPaths('/a/m-00002-of-00003.gguf')).toEqual([
    '/a/m-00001-of-00003.gguf',
    '/a/m-00002-of-00003.gguf',
    '/a/m-00003-of-00003.gguf',
  ]);
  for (const path of ['/a/m.gguf', '/a/m-00001-of-00001.gguf', '/a/m-00001-of-99999.gguf'])
    expect(partPaths(path)).toEqual([path]);
});
