/** Checks that names in model files become short and single-line, and that placeholders are not taken for names. */
import { say } from '../../../main/shared/words/catalogue.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { entry, type RawEntry } from '../../../main/engine/load/write-gguf.ts';
import { readFacts } from '../../../main/engine/load/inspect.ts';
import { RefusedFile } from '../../../main/engine/process/refused-file.ts';
import { readFileFacts } from '../../../main/core/library/file-facts.ts';
import { modelNameOf, plainText } from '../../../main/shared/format/plain-text.ts';
import { tinyFile } from '../../fixtures/library/library-fixtures.ts';

it('plain text is one short line without characters that change the writing direction', () => {
  expect(plainText('safe\u202Egpj.exe\r\n\u0000 x\u200B', 100)).toBe('safe gpj.exe x');
  expect(plainText('a'.repeat(15_000_000), 100)).toHaveLength(100);
  // The cut leaves no half of a surrogate pair.
  expect(plainText(`${'a'.repeat(9)}😀`, 10)).toBe('a'.repeat(9));
});

it.each([
  'gguf',
  'GGUF',
  'Model',
  '.',
  '',
  '  ',
  '---',
  'unknown',
  `sha256-${'0123456789abcdef'.repeat(4)}`,
  7,
  ['a'],
  null,
])('%j is not taken for a name', (value) => expect(modelNameOf(value)).toBeNull());
it.each(['Qwen3 8B', 'phi', 'Llama', 'モデル', 'Model 7'])('%j is taken for a name', (value) =>
  expect(modelNameOf(value)).toBe(value),
);

describe('the facts of a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-names-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const named = (value: RawEntry): string =>
    tinyFile(join(folder, 'My Model-Q8_0.gguf'), { more: [['general.name', value]] });

  it.each<[string, RawEntry, string]>([
    ['a number', entry.uint32(7), 'My Model-Q8_0'],
    ['a list', entry.strings(['a', 'b']), 'My Model-Q8_0'],
    ['nothing said', entry.string('gguf'), 'My Model-Q8_0'],
    ['lines and marks', entry.string('Safe\u202E\r\nName'), 'Safe Name'],
    ['two megabytes', entry.string('n'.repeat(2_000_000)), 'n'.repeat(100)],
  ])('have a short name: %s', async (_, value, name) => {
    expect(await readFacts(named(value))).toMatchObject({ name });
    const { name: listed } = await readFileFacts(named(value));
    expect(listed ?? 'My Model-Q8_0').toBe(name);
  });

  it.each<[number | null, string]>([
    [7, 'Q8_0'],
    [15, 'Q4_K_M'],
    [1024 + 15, 'Q4_K_M'],
    [null, 'Q8_0'],
  ])(
    'have the same quantization in the library and at load: file type %s is %s',
    async (fileType, quantization) => {
      const path = tinyFile(join(folder, 'My Model-Q8_0.gguf'), { fileType });
      expect(await readFileFacts(path)).toMatchObject({ quantization });
      expect(await readFacts(path)).toMatchObject({ quantization });
    },
  );

  it('give a short sentence even if the architecture is a megabyte long', async () => {
    const path = tinyFile(join(folder, 'big.gguf'), { architecture: 'a'.repeat(1_000_000) });
    const { architecture } = await readFacts(path);
    expect(architecture).toHaveLength(100);
    expect(
      new RefusedFile(say('engine.file-damaged', { name: 'x'.repeat(1_000_000) })).message.length,
    ).toBeLessThan(600);
  });
});
