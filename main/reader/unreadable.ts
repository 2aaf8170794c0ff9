/** Why a document cannot be read. */
import { say, type Code, type FactsOf } from '../shared/words/catalogue.ts';
import type { Told } from '../shared/words/told.ts';

/** Thrown for a document that cannot be read. `told` is for the user; the message and the cause are for the log. */
export class Unreadable extends Error {
  readonly told: Told;
  constructor(told: Told, cause?: unknown) {
    super(told.code, { cause });
    this.told = told;
  }
}

export const unreadable = <C extends Code>(code: C, ...facts: FactsOf<C>): Unreadable =>
  new Unreadable(say(code, ...facts));

/** The refusal that an error of the file system means. */
export const fileProblem = (error: unknown, name: string): Unreadable => {
  if (error instanceof Unreadable) return error;
  const reason = (error as NodeJS.ErrnoException).code ?? String(error);
  return new Unreadable(told(reason, name), error);
};

const told = (reason: string, name: string): Told => {
  switch (reason) {
    case 'ENOENT':
    case 'ENOTDIR':
      return say('documents.file-gone', { name });
    case 'EACCES':
    case 'EPERM':
      return say('documents.not-allowed', { name });
    case 'ELOOP':
      return say('documents.link-loop', { name });
    case 'ENOSPC':
    case 'EDQUOT':
      return say('documents.no-room', { name });
    default:
      return say('documents.cannot-read', { name, reason });
  }
};

/** For the log. */
export const detailOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.stack ?? error.cause.message}` : '';
  return `${error.message}${cause === '' ? `: ${error.stack ?? ''}` : cause}`;
};
