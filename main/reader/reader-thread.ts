/** The thread of a reader's process that extracts the text of a document, so that the process can watch and end it. */
import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { say } from '../shared/words/catalogue.ts';
import { extract } from './extract.ts';
import type { FromReaderThread, ReaderJob } from './reader-thread-protocol.ts';
import type { Extracted } from './source.ts';
import { detailOf, Unreadable } from './unreadable.ts';

const port = parentPort!;
const post = (message: FromReaderThread): void => port.postMessage(message);
const job = workerData as ReaderJob;

/** The least time between two messages about the progress, in ms. */
const tellMs = 100;
let toldAt = -Infinity;
const progress = (share: number): void => {
  if (performance.now() - toldAt < tellMs) return;
  toldAt = performance.now();
  post({ kind: 'progress', share });
};

const read = async (): Promise<Extracted & { bytes: number | null }> => {
  const text = { name: job.name, most: job.limits.characters };
  const path = join(job.folder, 'original');
  const { name } = job;
  switch (job.kind) {
    case 'file':
      return { ...(await extract({ path, name, bytes: job.bytes, text, progress })), bytes: null };
    case 'recognise': {
      const { recognise } = await import('./recognition/recognise.ts');
      const source = { path, name, bytes: job.bytes, text, progress };
      return { ...(await recognise(source, job.languages, job.languageFolder)), bytes: null };
    }
    case 'folder':
      return (await import('./formats/folder.ts')).readFolder({ ...job, text, progress });
  }
};

/** Recognition replaces files: they are complete before they get their names. */
const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, content] of Object.entries(files))
    await writeFile(join(job.folder, `${name}.new`), content);
  for (const name of Object.keys(files))
    await rename(join(job.folder, `${name}.new`), join(job.folder, name));
};

// A library can forget a promise that fails; what it should have read is missing then.
process.on('unhandledRejection', () => undefined);

try {
  const { text, places, kind, pages, remarks, canRecognise, bytes } = await read();
  await write({ 'places.json': JSON.stringify(places), 'text.txt': text });
  const lines = text === '' ? 0 : text.split('\n').length - Number(text.endsWith('\n'));
  post({
    kind: 'done',
    bytes,
    digest: createHash('sha256').update(text).digest('hex'),
    facts: { kind, characters: text.length, lines, pages, remarks, canRecognise },
  });
} catch (error) {
  if (error instanceof Unreadable) post({ kind: 'refused', problem: error.told, detail: detailOf(error) });
  else
    post({
      kind: 'refused',
      problem: say('documents.reader-died', { name: job.name }),
      detail: detailOf(error),
    });
}
