/** Imports files: reads them in a thread, stores their chats in slices, and summarises what was imported and what was not. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImportState, ImportSummary } from '../../shared/contract/transfer.ts';
import { charactersPerToken, lengthOf } from '../../shared/message/parts.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import { databaseProblem } from '../database/database-faults.ts';
import type { ImportedChat } from './programs/conversation.ts';
import { createFolders } from './folders.ts';
import { readInThread } from './open-import-thread.ts';
import type { ReadTo } from './read-exports.ts';
import { Remarks } from './remarks.ts';
import { nameForks, storeChat } from './store-chat.ts';

/** The least time between two reports of the progress to the windows, in ms. */
const tellMs = 200;

export interface ImportDependencies {
  db: Db;
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  onState: (state: ImportState) => void;
  /** Called after these chats were added or got more messages. */
  onChats: (chatIds: string[]) => void;
  log: Log;
  /** Reads the files, by default in a thread. */
  read?: (paths: readonly string[], to: ReadTo, signal: AbortSignal) => Promise<void>;
}

/** The result of an import. */
export interface Imported {
  summary: ImportSummary;
  /** The added chats, the last used first. */
  added: { chatId: string; updatedAt: number }[];
}

/** Imports files until `signal` aborts. Never rejects: all problems are in the summary. */
export const importFiles = async (
  paths: readonly string[],
  { db, refuseIfGone, onState, onChats, log, read = readInThread }: ImportDependencies,
  signal: AbortSignal,
): Promise<Imported> => {
  const leftOut = new Remarks();
  const incomplete = new Remarks();
  const programs = new Set<string>();
  const added: Imported['added'] = [];
  let [extended, known, messages, characters] = [0, 0, 0, 0];
  let running: ImportState & { state: 'running' } = {
    state: 'running',
    file: '',
    doneBytes: 0,
    bytes: 0,
    chats: 0,
  };
  let toldAt = performance.now();
  let fresh: string[] = [];
  const tell = (): void => {
    if (fresh.length > 0) onChats(fresh);
    fresh = [];
    onState(running);
    toldAt = performance.now();
  };
  const folderOf = createFolders(db);

  const take = async (chat: ImportedChat): Promise<void> => {
    refuseIfGone();
    const storing = storeChat(db, chat, folderOf);
    let step = storing.next();
    while (step.done !== true) {
      // The core handles other calls and running answers between two slices.
      await nextTurn();
      step = storing.next();
    }
    const { chatId, isNew, messages: count, isDeleted } = step.value;
    programs.add(chat.program);
    if (isDeleted) leftOut.add('chats', say('transfer.in-deleted'), 1, chat.title);
    else {
      if (isNew) {
        added.push({ chatId, updatedAt: chat.updatedAt ?? 0 });
        characters += promptLength(chat);
      } else if (count > 0) extended += 1;
      else known += 1;
      messages += count;
      if (isNew || count > 0) {
        fresh.push(chatId);
        for (const { unit, told, count: times } of chat.remarks)
          incomplete.add(unit, told, times, chat.title);
      }
    }
    running = { ...running, chats: running.chats + 1 };
    if (performance.now() - toldAt > tellMs) tell();
  };

  const failed = new AbortController();
  try {
    await read(
      paths,
      {
        chats: async (chats) => {
          for (const chat of chats) {
            if (signal.aborted) return;
            try {
              await take(chat);
            } catch (error) {
              const problem = error instanceof Refusal ? error.told : databaseProblem(error);
              log.error('an imported chat was not stored', error);
              leftOut.add('chats', problem ?? say('transfer.not-stored'), 1, chat.title);
              // The disk is full or the folder is gone: the others would fail as well.
              if (problem !== null) {
                failed.abort();
                return;
              }
            }
          }
        },
        progress: (reading) => {
          running = { ...running, ...reading };
          tell();
        },
        remark: (unit, told, example) => leftOut.add(unit, told, 1, example),
      },
      AbortSignal.any([signal, failed.signal]),
    );
  } catch (error) {
    log.error('an import ended early', error);
    leftOut.add('files', say('transfer.reading-failed'), 1, running.file === '' ? null : running.file);
  }
  try {
    if (added.length > 0) fresh = [...new Set([...fresh, ...nameForks(db)])];
  } catch (error) {
    log.error('imported forks do not say where they come from', error);
  }
  if (fresh.length > 0) onChats(fresh);
  added.sort((a, b) => b.updatedAt - a.updatedAt);
  const summary: ImportSummary = {
    added: added.length,
    extended,
    known,
    messages,
    tokens: Math.round(characters / charactersPerToken),
    programs: [...programs].toSorted(),
    leftOut: leftOut.list,
    incomplete: incomplete.list,
    wasStopped: signal.aborted,
    newestChatId: added[0]?.chatId ?? null,
  };
  return { summary, added };
};

/** The length of the path that is shown, which the next prompt consists of, in UTF-16 code units. */
const promptLength = ({ messages, tip }: ImportedChat): number => {
  const bySource = new Map(messages.map((message) => [message.source, message]));
  let length = 0;
  for (
    let message = bySource.get(tip ?? '') ?? messages.at(-1);
    message !== undefined;
    message = bySource.get(message.parent ?? '')
  )
    length += lengthOf(message);
  return length;
};
