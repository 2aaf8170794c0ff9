/** The real reader of documents as a utility process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWith } from '../../main/core/documents/read-document.ts';
import { readerLimits } from '../../main/core/documents/extractions.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { bootForEachTest, silentLog } from '../fixtures/electron/apps.ts';

const { boot } = bootForEachTest();

describe('the reader', () => {
  it('is a utility process that reads a document, or ends when it is stopped', async () => {
    const { electron } = await boot();
    const { spawnProcess } = await import('../../electron/own-process.ts');
    const read = readWith(() => spawnProcess('reader', silentLog), silentLog);
    const folder = temporaryFolder();
    try {
      const source = temporaryFolder();
      writeFileSync(join(source.path, 'notes.txt'), 'One\r\ntwo');
      const job = {
        kind: 'read',
        path: join(source.path, 'notes.txt'),
        name: 'notes.txt',
        folder: folder.path,
      } as const;
      const { facts } = await read(job, readerLimits, () => undefined, new AbortController().signal);
      expect(facts).toMatchObject({ kind: 'text', characters: 7, lines: 2 });
      expect(readFileSync(join(folder.path, 'text.txt'), 'utf8')).toBe('One\ntwo');
      const child = electron.seen.children.find(({ options }) => options.serviceName === 'Hearth reader')!;
      expect(child.options).toMatchObject({ stdio: 'pipe' });
      const stop = new AbortController();
      const stopped = read(job, readerLimits, () => undefined, stop.signal);
      stop.abort();
      await expect(stopped).rejects.toThrow('Reading notes.txt was stopped.');
      source.remove();
    } finally {
      folder.remove();
    }
  });
});
