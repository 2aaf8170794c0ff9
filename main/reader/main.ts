/**
 * The reader: a process that extracts the text of one document. Whatever a file makes a library do, it takes only this process
 * with it. The core kills the process when it has the result, or to stop it.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { FromReader, ToReader } from '../shared/documents/reader-protocol.ts';
import { parentPort } from '../system/parent-port.ts';
import { copyOriginal } from './copy-original.ts';
import type { ReaderJob } from './reader-thread-protocol.ts';
import { detailOf, fileProblem, unreadable } from './unreadable.ts';
import { runThread } from './watch-thread.ts';

const { post, listen } = parentPort<ToReader, FromReader>();

/** The share of the progress that copying the file takes. */
const copyShare = 0.1;

type Request<Kind extends ToReader['kind']> = Extract<ToReader, { kind: Kind }>;

const read = async ({ path, name, folder, limits }: Request<'read'>): Promise<FromReader> => {
  const endsAt = performance.now() + limits.ms;
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw unreadable('documents.not-a-file', { name });
  const share = (done: number) => post({ kind: 'progress', share: done });
  if (found.isDirectory()) {
    const job: ReaderJob = { kind: 'folder', name, folder, limits, path };
    const ended = await runThread(job, limits.ms, share);
    return ended.kind === 'refused' ? ended : { ...ended, bytes: ended.bytes ?? 0, stamp: null };
  }
  let toldAt = -Infinity;
  const { digest, bytes, modifiedAt } = await copyOriginal(
    path,
    name,
    join(folder, 'original'),
    limits,
    (done) => {
      if (performance.now() > endsAt) throw unreadable('documents.too-slow', { name });
      if (performance.now() - toldAt < 100) return;
      toldAt = performance.now();
      share(done * copyShare);
    },
  );
  const job: ReaderJob = { kind: 'file', name, folder, limits, bytes };
  const ended = await runThread(job, endsAt - performance.now(), (done) =>
    share(copyShare + done * (1 - copyShare)),
  );
  return ended.kind === 'refused' ? ended : { ...ended, digest, bytes, stamp: { modifiedAt, bytes } };
};

/** Each page may take the time of a whole extraction. */
const recognise = async (request: Request<'recognise'>): Promise<FromReader> => {
  const path = join(request.folder, 'original');
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  const { size: bytes, mtimeMs } = await stat(path);
  const ended = await runThread({ ...request, bytes }, request.limits.ms, (share) =>
    post({ kind: 'progress', share }),
  );
  if (ended.kind === 'refused') return ended;
  return { ...ended, digest: hash.digest('hex'), bytes, stamp: { modifiedAt: mtimeMs, bytes } };
};

const answer = async (message: ToReader): Promise<void> => {
  try {
    post(await (message.kind === 'read' ? read(message) : recognise(message)));
  } catch (error) {
    const { told } = fileProblem(error, message.name);
    post({ kind: 'refused', problem: told, detail: detailOf(error) });
  }
};

// Answers that are generated meanwhile come first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
listen((message) => void answer(message));

process.on('uncaughtException', (error) => {
  // A library threw in a callback of its own.
  console.error(error);
  process.exit(1);
});
