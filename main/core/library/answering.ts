/**
 * Limits how long Hearth waits for a disk. A network share whose server is gone blocks every read, often for ever, and each
 * blocked read holds one of the few threads that Node has for files, so nothing is read a second time while it hangs.
 */
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { stat } from 'node:fs/promises';

export interface AnsweringOptions {
  /** Called when a disk answers after Hearth has stopped waiting for it. */
  onAnswer?: () => void;
  look?: (path: string) => Promise<unknown>;
  /** Milliseconds to wait for an answer. A sleeping disk may take longer; its folder is scanned once it answers. */
  answerMs?: number;
}

export interface Answering {
  /** Whether the disk of `path` answers at all. That the path does not exist is an answer too. */
  answers(path: string): Promise<boolean>;
  /**
   * Resolves with the result of `work`, which reads `path`; with `null` if that takes longer than `ms` (`answerMs` if not
   * given), or if an earlier read of `path` still hangs. Throws what `work` throws in time.
   */
  ask<Result>(path: string, work: () => Promise<Result>, ms?: number): Promise<Result | null>;
}

/** Limits the waiting for disks. `look` is the call that tests whether a disk answers. */
export const createAnswering = ({
  onAnswer = () => undefined,
  look = stat,
  answerMs = 5000,
}: AnsweringOptions = {}): Answering => {
  const hanging = new Set<string>();

  const ask: Answering['ask'] = async (path, work, ms = answerMs) => {
    if (hanging.has(path)) return null;
    hanging.add(path);
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const asked = work().finally(() => {
      clearTimeout(timer);
      hanging.delete(path);
      if (isLate) onAnswer();
    });
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        isLate = true;
        resolve(null);
      }, ms);
    });
    // Nobody waits for a late result, so a late error must not become an unhandled rejection.
    asked.catch(() => undefined);
    return Promise.race([asked, late]);
  };

  return {
    ask,
    answers: async (path) => {
      const answered = (): true => true;
      return (await ask(path, () => look(path).then(answered, answered))) ?? false;
    },
  };
};

/** The reason that is shown for a place whose disk does not answer. */
export const noAnswer = (path: string): Told => say('library.no-answer', { path });

/** Why a file or folder cannot be read. */
export const whyUnreadable = (path: string, error: unknown): Told => {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM'
    ? say('library.not-permitted', { path })
    : say('library.cannot-read', { path, reason: code ?? String(error) });
};
