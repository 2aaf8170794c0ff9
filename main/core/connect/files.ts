/** What Hearth would change in a program's file, changes it, and takes it back. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createTwoFilesPatch } from 'diff';
import type { ConnectGuide, ConnectTarget } from '../../shared/contract/api.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { System } from '../library/programs/system.ts';
import { backUp, readConfig, removeConfig, replaceConfig, textOf, type ReadFile } from './config-file.ts';
import { NotEditable, type ConfigFile, type Connection } from './connection.ts';
import { targets } from './targets.ts';
import { digestOf, openWrittenFiles } from './written-files.ts';

/** Lines around a change. */
const context = 3;

interface Planned {
  read: ReadFile;
  before: string | null;
  after: string;
  bytesOf: (text: string) => Buffer;
}

/** Runs an edit; a file that it cannot edit becomes a refusal. */
const edited = <Result>(path: string, edit: () => Result): Result => {
  try {
    return edit();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof NotEditable || error instanceof Error)
      throw new Refusal('api.config-not-editable', { path }, { cause: error });
    throw error;
  }
};

const textIn = (read: ReadFile): Pick<Planned, 'before' | 'bytesOf'> => {
  if (read.bytes === null) return { before: null, bytesOf: (text) => Buffer.from(text, 'utf8') };
  const { text, bytesOf } = textOf(read.bytes, read.path);
  return { before: text, bytesOf };
};

/** Throws `Refusal` if the file cannot be written. */
const plan = ({ path, root, insteadOf, format }: ConfigFile, connection: Connection): Planned => {
  const read = readConfig(path, root);
  if (read.bytes === null && insteadOf !== null && existsSync(insteadOf))
    throw new Refusal('api.config-instead', { path, other: insteadOf });
  const { before, bytesOf } = textIn(read);
  return { read, before, bytesOf, after: edited(path, () => format.written(before, connection)) };
};

export const openConfigFiles = (system: System, dataFolder: string, now: () => Date) => {
  const written = openWrittenFiles(dataFolder);
  const fileOf = (target: ConnectTarget): ConfigFile => {
    const file = targets[target].file?.(system);
    if (file === undefined) throw new Refusal('api.config-none');
    return file;
  };
  /** Hearth's note about the file, unless what it was before is lost, or another file is used by now. */
  const noteOf = (target: ConnectTarget, path: string) => {
    const note = written.find(target);
    const isUsable = note?.path === path && (note.backup === null || existsSync(note.backup));
    return isUsable ? note : null;
  };

  return {
    /** What the window shows of the program's file. */
    about: (target: ConnectTarget, connection: Connection): ConnectGuide['file'] => {
      const file = targets[target].file?.(system);
      if (file === undefined) return null;
      const { path } = file;
      const exists = existsSync(path);
      const isOurs = exists && noteOf(target, path) !== null;
      try {
        const { before, after } = plan(file, connection);
        const isSame = before === after;
        return {
          path,
          exists,
          isOurs,
          problem: null,
          diff: isSame ? '' : diffOf(path, before ?? '', after),
        };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { path, exists, isOurs, problem: error.told, diff: '' };
      }
    },

    /** Throws `Refusal`. */
    write: (target: ConnectTarget, connection: Connection): void => {
      const file = fileOf(target);
      const { read, before, after, bytesOf } = plan(file, connection);
      if (before === after) return;
      const note = noteOf(target, file.path);
      const backup = note === null ? (read.bytes === null ? null : backUp(read, now())) : note.backup;
      const bytes = bytesOf(after);
      // What the user has changed since the last time is only in the file itself.
      const isUnchanged = note === null || (read.bytes !== null && digestOf(read.bytes) === note.digest);
      // The note comes first: if Hearth ended between the two, it would only offer to bring back what is there.
      written.keep(target, { path: file.path, backup, digest: isUnchanged ? digestOf(bytes) : null });
      try {
        replaceConfig(read, bytes);
      } catch (error) {
        written.keep(target, note);
        if (note === null && backup !== null) rmSync(backup, { force: true });
        throw error;
      }
    },

    /**
     * Brings back the very bytes from before if only Hearth has changed the file, or else takes Hearth's entries out of it. Throws
     * `Refusal`.
     */
    restore: (target: ConnectTarget): void => {
      const file = fileOf(target);
      const note = noteOf(target, file.path);
      if (note === null) throw new Refusal('api.config-no-way-back', { path: file.path });
      const read = readConfig(file.path, file.root);
      const former = note.backup === null ? null : readFileSync(note.backup);
      const isExact = read.bytes !== null && digestOf(read.bytes) === note.digest;
      if (isExact) {
        if (former === null) removeConfig(read);
        else replaceConfig(read, former);
      } else if (read.bytes !== null) {
        const { before, bytesOf } = textIn(read);
        const formerText = former === null ? null : textOf(former, note.backup!).text;
        const text = edited(file.path, () => file.format.takenOut(before!, formerText));
        if (text !== before) replaceConfig(read, bytesOf(text));
      }
      written.keep(target, null);
      if (note.backup !== null && isExact) rmSync(note.backup, { force: true });
    },
  };
};

/** The hunks of a unified diff; the window shows the path above them. */
const diffOf = (path: string, before: string, after: string): string =>
  createTwoFilesPatch(path, path, before, after, undefined, undefined, { context })
    .split('\n')
    .slice(4)
    .join('\n');
