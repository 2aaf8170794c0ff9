/** What the reader refuses, each with a sentence, and how it ends. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { docxOf, docxWith } from '../fixtures/documents/office.ts';
import { readingFolder, refusalOf } from '../fixtures/documents/read.ts';
import { report } from '../fixtures/documents/texts.ts';
import { zipOf } from '../fixtures/imports/zip.ts';

const folder = readingFolder();
afterAll(() => folder.remove());
const here = (name: string): string => join(folder.path, name);
const refused = (name: string, content: string | Buffer): Promise<string> =>
  refusalOf(folder.read(name, content));

describe('a file', () => {
  it('that is gone, empty or not a file is refused', async () => {
    expect(await refusalOf(folder.readPath(here('none.txt')))).toBe('documents.file-gone');
    expect(await refused('empty.txt', '')).toBe('documents.empty');
    expect(await refused('spaces.txt', ' \n\n')).toBe('documents.empty');
    execFileSync('mkfifo', [here('pipe.pdf')]);
    expect(await refusalOf(folder.readPath(here('pipe.pdf')))).toBe('documents.not-a-file');
    expect(await refusalOf(folder.readPath('/dev/zero'))).toBe('documents.not-a-file');
    symlinkSync(here('loop.txt'), here('loop.txt'));
    expect(await refusalOf(folder.readPath(here('loop.txt')))).toBe('documents.link-loop');
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is refused', async () => {
    chmodSync(folder.place('secret.txt', 'text'), 0o000);
    expect(await refusalOf(folder.readPath(here('secret.txt')))).toBe('documents.not-allowed');
  });

  it('that is too large is refused before it is copied', async () => {
    const path = folder.place('huge.txt', '');
    execFileSync('truncate', ['-s', '1G', path]);
    expect(await refusalOf(folder.readPath(path))).toBe('documents.too-large');
    expect(
      readdirSync(folder.path, { recursive: true }).filter((name) => String(name).endsWith('original'))
        .length,
    ).toBe(
      readdirSync(folder.path, { recursive: true }).filter((name) => /text-\d+\/original$/.test(String(name)))
        .length,
    );
  });

  it('that changes while it is read is refused', async () => {
    // It is large enough that copying it takes many reads, between which it grows.
    const path = folder.place('growing.log', 'x'.repeat(32_000_000));
    const growing = setInterval(() => appendFileSync(path, 'x'.repeat(100_000)), 1);
    const reading = refusalOf(folder.readPath(path, { limits: { bytes: 1e10, characters: 1e9 } }));
    // Each read of the copy finds another piece, so it ends behind the size that the file had.
    const code = await reading;
    clearInterval(growing);
    expect(code).toBe('documents.changed');
  });

  it('with more text than the limit is refused', async () => {
    expect(
      await refusalOf(folder.read('long.txt', 'word '.repeat(100), { limits: { characters: 499 } })),
    ).toBe('documents.too-long');
    expect(await refusalOf(folder.read('long.docx', docxOf(report), { limits: { characters: 100 } }))).toBe(
      'documents.too-long',
    );
  });

  it('with other content than text is refused', async () => {
    const binary = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 37) % 251));
    expect(await refused('program', binary)).toBe('documents.not-text');
    expect(await refused('program.txt', binary)).toBe('documents.not-text');
    expect(await refused('report.pdf', binary)).toBe('documents.damaged');
    expect(await refused('files.zip', zipOf([{ name: 'a.txt', content: 'a' }]))).toBe('documents.archive');
    expect(await refused('files.tar.gz', Buffer.from([0x1f, 0x8b, 8, 0]))).toBe('documents.archive');
    expect(await refused('cut.docx', docxOf(report).subarray(0, 900))).toBe('documents.damaged');
    expect(await refused('other.docx', zipOf([{ name: 'a.txt', content: 'a' }]))).toBe('documents.damaged');
    const compound = (stream: string) =>
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(600),
        Buffer.from(stream, 'utf16le'),
      ]);
    expect(await refused('old.doc', compound('WordDocument'))).toBe('documents.old-format');
    expect(await refused('secret.docx', compound('EncryptedPackage'))).toBe('documents.encrypted');
  });

  it('that unpacks to far more than a document is refused', async () => {
    const entry = { name: 'word/document.xml', content: Buffer.alloc(300 * 1024 ** 2, 32) };
    expect(await refused('bomb.docx', zipOf([entry]))).toBe('documents.zip-bomb');
    const many = Array.from({ length: 20_001 }, (_, at) => ({ name: String(at), content: '' }));
    expect(await refused('many.docx', zipOf(many))).toBe('documents.zip-bomb');
    // An archive can claim less than its entries unpack to.
    expect(await refused('liar.docx', zipOf([{ ...entry, claimed: 1000 }]))).toBe('documents.damaged');
  });
});

describe('a reader', () => {
  const nested = (): string => `<html>${'<div>'.repeat(200_000)}text`;

  it('that takes too much memory or time ends with a sentence', async () => {
    expect(
      await refusalOf(folder.read('a.txt', 'x'.repeat(1e7), { limits: { memory: 50 * 1024 ** 2 } })),
    ).toBe('documents.too-much-memory');
    expect(await refusalOf(folder.read('a.html', nested(), { limits: { ms: 1 } }))).toBe(
      'documents.too-slow',
    );
  });

  it('that meets elements inside of each other without end says that the file is damaged', async () => {
    expect(await refused('nested.html', nested())).toBe('documents.damaged');
    const boxes = '<w:p><w:r><w:txbxContent>'.repeat(2000);
    expect(
      (await folder.read('boxes.docx', docxWith(`${boxes}<w:p><w:r><w:t>text</w:t></w:r></w:p>`))).text,
    ).toBe('text\n');
  });

  it('that is stopped ends, and reports its progress until then', async () => {
    const stop = new AbortController();
    let reports = 0;
    const reading = refusalOf(
      folder.read('b.html', '<p>One two three</p>'.repeat(2_000_000), {
        stop: stop.signal,
        limits: { bytes: 1e9, characters: 1e9 },
        onProgress: (share) => {
          expect(share).toBeGreaterThanOrEqual(0);
          reports += 1;
          stop.abort();
        },
      }),
    );
    expect(await reading).toBe('documents.stopped');
    expect(reports).toBe(1);
    expect(await refusalOf(folder.read('c.txt', 'text', { stop: AbortSignal.abort() }))).toBe(
      'documents.stopped',
    );
  });
});
