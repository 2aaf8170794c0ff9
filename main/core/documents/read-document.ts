/** Extracts the text of a document in a process of its own. */
import { Refusal } from '../../shared/rpc/refusal.ts';
import { waitingShare, type ToReader } from '../../shared/documents/reader-protocol.ts';
import type { Log } from '../../system/log.ts';
import { languageFolder } from '../../system/paths.ts';
import type { ReadDocument } from './extractions.ts';
import type { SpawnReader } from './reader-process.ts';

/** The languages that are recognised, as tesseract names them: those of Hearth's texts. */
const languages = ['eng', 'deu'];

/**
 * The process itself refuses what takes too long. If it says nothing for this time beyond the longest that its limit allows, it is
 * killed, in ms.
 */
const silentMs = 30_000;
/** A killed process is given up after this time in ms: it can be held by a disk that does not respond. */
const exitMs = 5_000;

/**
 * Reads with processes of this shell. A job ends when its process has exited, so its files are no longer written then. All
 * problems are `Refusal`s.
 */
export const readWith =
  (spawnReader: SpawnReader, log: Log): ReadDocument =>
  (job, limits, onProgress, stop) =>
    new Promise((resolve, reject) => {
      const { name, folder } = job;
      if (stop.aborted) return reject(new Refusal('documents.stopped', { name }));
      const reader = spawnReader();
      let settle: (() => void) | null = null;
      /** Kills the process; `result` happens when it has exited. */
      const end = (result: () => void): void => {
        if (settle !== null) return;
        settle = result;
        clearTimeout(silence);
        stop.removeEventListener('abort', onStop);
        reader.kill();
        setTimeout(result, exitMs).unref();
      };
      const refuse = (refusal: Refusal): void => end(() => reject(refusal));
      const onStop = (): void => refuse(new Refusal('documents.stopped', { name }));
      stop.addEventListener('abort', onStop);

      const longestMs = limits.ms / waitingShare + silentMs;
      const isSilent = (): void => {
        log.error(`the reader of ${folder} does not respond`);
        refuse(new Refusal('documents.too-slow', { name }));
      };
      let silence = setTimeout(isSilent, longestMs);

      reader.onMessage((message) => {
        if (settle !== null) return;
        if (message.kind === 'progress') {
          clearTimeout(silence);
          silence = setTimeout(isSilent, longestMs);
          onProgress(message.share);
        } else if (message.kind === 'refused') {
          log.warn(`the reader of ${folder} refused (${message.problem.code}): ${message.detail}`);
          refuse(Refusal.of(message.problem));
        } else {
          const { kind: _, ...extracted } = message;
          end(() => resolve(extracted));
        }
      });
      reader.onExit((how) => {
        if (settle !== null) return settle();
        log.error(`the reader of ${folder} died (${how})`);
        refuse(new Refusal('documents.reader-died', { name }));
      });
      const request: ToReader =
        job.kind === 'read' ? { ...job, limits } : { ...job, limits, languages, languageFolder };
      reader.post(request);
    });
