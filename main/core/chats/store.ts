/** Chats, their messages and the settings in the database. Reading is in chat-rows.ts and message-rows.ts. */
import type { Told } from '../../shared/words/told.ts';
import { say, writeTold } from '../../shared/words/catalogue.ts';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Anatomy, PhaseWork } from '../../shared/contract/anatomy.ts';
import type { TreeNode } from '../../shared/contract/branches.ts';
import type { Chat, DeletedChat, Overflow, TitledBy } from '../../shared/contract/chats.ts';
import type { Thinking } from '../../shared/contract/engine.ts';
import type { Ending, Message, Timings } from '../../shared/contract/message.ts';
import type { ModelFacts } from '../../shared/contract/model.ts';
import { answerIdentities } from '../../shared/model/model-identity.ts';
import type { MessagePart } from '../../shared/contract/parts.ts';
import { sumOfWork, workOf } from '../../shared/speed/work.ts';
import type { Db } from '../database/connection.ts';
import {
  addEdited,
  chatsWithDeleted,
  copyPath,
  deletedMessage,
  deleteFrom,
  purgeDeleted,
  restoreFrom,
  treeOf,
} from './branch-rows.ts';
import {
  allChats,
  chatOf,
  chatsOf,
  deletedChats,
  deletionTime,
  keepDeletedMs,
  purgeChats,
} from './chat-rows.ts';
import { backwards, linksOf, messageOf, pathOf, shownTip, tokensOf } from './message-rows.ts';
import { newestBelow } from './message-tree.ts';
import { anatomyOf, timingsOf, wordsOf } from './rows.ts';
import { parsed } from '../database/stored-values.ts';
import { rememberModel } from './known-models.ts';
import { writeParts } from './stored-parts.ts';

/** The model that wrote an answer and the tokens that it sampled; `tokens` is `null` if they would not reproduce the answer. */
export interface AnsweredBy {
  model: ModelFacts;
  tokens: number[] | null;
}

export interface NewMessage {
  /** A new id if absent. */
  id?: string | undefined;
  chatId: string;
  parentId: string | null;
  role: 'user' | 'model';
  parts: readonly MessagePart[];
  modelName: string | null;
  ending: Ending | null;
  /** See `Message.beginning`; by default, none. */
  beginning?: string | null;
}

export class Store {
  readonly #db: Db;
  readonly #onDamagedSetting: (name: string) => void;

  constructor(db: Db, onDamagedSetting: (name: string) => void = () => undefined) {
    this.#db = db;
    this.#onDamagedSetting = onDamagedSetting;
  }

  /** Marks the answers that were still running when Hearth last ended as interrupted. */
  recover(): void {
    this.#db
      .prepare("UPDATE messages SET ending = 'interrupted', problem = ? WHERE ending IS NULL")
      .run(writeTold(say('answer.interrupted')));
  }

  /** All chats that are not deleted, the last used first. */
  chats(): Chat[] {
    return allChats(this.#db);
  }

  /** Those of the chats that exist and are not deleted, in no particular order. */
  chatsOf(ids: readonly string[]): Chat[] {
    return chatsOf(this.#db, ids);
  }

  chat(id: string): Chat | null {
    return chatOf(this.#db, id);
  }

  createChat(title: string, thinking: Thinking | null = null, titledBy: TitledBy = 'question'): Chat {
    const now = Date.now();
    const id = randomUUID();
    this.#db
      .prepare(
        'INSERT INTO chats (id, title, created_at, updated_at, thinking, titled_by) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(id, title, now, now, thinking === null ? null : JSON.stringify(thinking), titledBy);
    return this.chat(id)!;
  }

  /** The user gives the chat a title. */
  renameChat(id: string, title: string): void {
    this.#db.prepare("UPDATE chats SET title = ?, titled_by = 'user' WHERE id = ?").run(title, id);
  }

  /** The model gives the chat a title, in place of the beginning of its question only; false if it has another. */
  titleChat(id: string, title: string): boolean {
    return (
      this.#db
        .prepare(
          `UPDATE chats SET title = ?, titled_by = 'model'
           WHERE id = ? AND titled_by = 'question' AND deleted_at IS NULL`,
        )
        .run(title, id).changes > 0
    );
  }

  setOverflow(id: string, overflow: Overflow): void {
    this.#db.prepare('UPDATE chats SET overflow = ? WHERE id = ?').run(overflow, id);
  }

  setThinking(id: string, thinking: Thinking): void {
    this.#db.prepare('UPDATE chats SET thinking = ? WHERE id = ?').run(JSON.stringify(thinking), id);
  }

  /** Leaves the messages before this one out of later prompts. */
  dropBefore(id: string, firstKeptId: string): void {
    this.#db.prepare('UPDATE chats SET first_kept_id = ? WHERE id = ?').run(firstKeptId, id);
  }

  /** Moves chats to the recently deleted ones; `restoreChats` brings them back, `purgeChats` deletes them for good. */
  hideChats(ids: readonly string[]): void {
    this.#db
      .prepare('UPDATE chats SET deleted_at = ? WHERE id IN (SELECT value FROM json_each(?))')
      .run(deletionTime(this.#db), JSON.stringify(ids));
  }

  /** False if all of the chats were deleted for good. */
  restoreChats(ids: readonly string[]): boolean {
    return (
      this.#db
        .prepare('UPDATE chats SET deleted_at = NULL WHERE id IN (SELECT value FROM json_each(?))')
        .run(JSON.stringify(ids)).changes > 0
    );
  }

  /** The recently deleted chats, the last deleted first. */
  deletedChats(): DeletedChat[] {
    return deletedChats(this.#db);
  }

  /** Deletes recently deleted chats for good; other chats stay. */
  purgeChats(ids: readonly string[]): void {
    this.transaction(() => purgeChats(this.#db, ids));
  }

  /** Adds a message and makes it the end of the chat's path. An archived chat returns to the list. */
  addMessage(message: NewMessage): Message {
    const id = message.id ?? randomUUID();
    const now = Date.now();
    this.transaction(() => {
      this.#db
        .prepare(
          'INSERT INTO messages (id, chat_id, parent_id, role, model_name, created_at, ending, beginning) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          id,
          message.chatId,
          message.parentId,
          message.role,
          message.modelName,
          now,
          message.ending,
          message.beginning ?? null,
        );
      writeParts(this.#db, id, message.parts);
      this.#db
        .prepare('UPDATE chats SET tip_id = ?, updated_at = ?, archived_at = NULL WHERE id = ?')
        .run(id, now, message.chatId);
    });
    return this.message(id)!;
  }

  /**
   * Stores the parts of a running answer. Parts that are the same objects in `stored` are not written again. The tokens of an
   * answer that is continued no longer match its text, so they are dropped.
   */
  saveParts(id: string, parts: readonly MessagePart[], stored: readonly MessagePart[] = []): void {
    this.transaction(() => {
      writeParts(this.#db, id, parts, stored);
      this.#db.prepare('UPDATE messages SET tokens = NULL WHERE id = ? AND tokens IS NOT NULL').run(id);
    });
  }

  /** An answer that ended is running again. */
  reopenMessage(id: string): void {
    this.#db.prepare('UPDATE messages SET ending = NULL, problem = NULL WHERE id = ?').run(id);
  }

  /** A running answer ended without anything new: its text, timings and tokens are those that it had before. */
  closeMessage({ id, ending, problem }: Pick<Message, 'id' | 'ending' | 'problem'>): Message {
    this.#db
      .prepare('UPDATE messages SET ending = ?, problem = ? WHERE id = ?')
      .run(ending, problem === null ? null : writeTold(problem), id);
    return this.message(id)!;
  }

  /**
   * Stores an answer that has ended and returns it. `by` is `null` if no model is loaded any more. If the chat was deleted for
   * good meanwhile, stores nothing and returns `null`.
   */
  finishMessage(
    message: Pick<Message, 'id' | 'chatId' | 'parts' | 'modelName'> & {
      ending: Ending;
      problem: Told | null;
      timings: Timings | null;
    },
    by: AnsweredBy | null,
  ): Message | null {
    this.transaction(() => {
      if (by !== null) rememberModel(this.#db, by.model);
      const { changes } = this.#db
        .prepare(
          'UPDATE messages SET model_name = ?, ending = ?, problem = ?, timings = ?, model_id = ?, tokens = ?, tokens_model = ? WHERE id = ?',
        )
        .run(
          message.modelName,
          message.ending,
          message.problem === null ? null : writeTold(message.problem),
          message.timings && JSON.stringify(message.timings),
          by && by.model.id,
          by?.tokens ? Buffer.from(Int32Array.from(by.tokens).buffer) : null,
          by?.tokens ? answerIdentities(by.model)[0]! : null,
          message.id,
        );
      if (changes === 0) return;
      writeParts(this.#db, message.id, message.parts);
      this.#db.prepare('UPDATE chats SET updated_at = ? WHERE id = ?').run(Date.now(), message.chatId);
    });
    return this.message(message.id);
  }

  saveTimings(id: string, timings: Timings): void {
    this.#db.prepare('UPDATE messages SET timings = ? WHERE id = ?').run(JSON.stringify(timings), id);
  }

  /** Stores where the time of an answer went. */
  saveAnatomy(id: string, { gapsMs, ...rest }: Anatomy): void {
    this.#db
      .prepare('UPDATE messages SET anatomy = ?, gaps = ? WHERE id = ?')
      .run(JSON.stringify(rest), Buffer.from(Float32Array.from(gapsMs).buffer), id);
  }

  anatomy(id: string): Anatomy | null {
    const row = this.#db.prepare('SELECT anatomy, gaps FROM messages WHERE id = ?').get(id) as
      | { anatomy: unknown; gaps: unknown }
      | undefined;
    const anatomy = anatomyOf(row?.anatomy);
    return anatomy && { ...anatomy, gapsMs: [...new Float32Array(wordsOf(row?.gaps) ?? [])] };
  }

  /** Adds up the work of all answers that are in the chat of the answer `id` and ran on the same backend and device as it. */
  chatWork(id: string): PhaseWork {
    const own = this.anatomy(id)?.setup;
    const rows = this.#db
      .prepare(
        `SELECT other.timings, other.anatomy FROM messages AS other JOIN messages AS this ON this.chat_id = other.chat_id
         WHERE this.id = ? AND other.anatomy IS NOT NULL AND other.timings IS NOT NULL`,
      )
      .all(id) as { timings: unknown; anatomy: unknown }[];
    return sumOfWork(
      rows.flatMap((row) => {
        const [timings, anatomy] = [timingsOf(row.timings), anatomyOf(row.anatomy)];
        const isAlike = anatomy?.setup.backend === own?.backend && anatomy?.setup.device === own?.device;
        return timings && anatomy && isAlike ? [workOf(timings, anatomy)] : [];
      }),
    );
  }

  message(id: string): Message | null {
    return messageOf(this.#db, id);
  }

  /** The tokens of the given answers; see `tokensOf`. */
  tokensOf(ids: readonly string[], identities: readonly string[]): Map<string, number[]> {
    return tokensOf(this.#db, ids, identities);
  }

  /** The messages from the first to `tip`; by default, to the end of the path that is shown. */
  path(chatId: string, tip?: string | null): Message[] {
    return pathOf(this.#db, chatId, tip);
  }

  /** The messages of the path that is shown, the last one first; see `backwards`. */
  backwards(chatId: string): Generator<Message> {
    return backwards(this.#db, chatId);
  }

  /** The last message of the path that is shown, without its versions; `null` if the chat has no messages. */
  tip(chatId: string): Message | null {
    return this.backwards(chatId).next().value ?? null;
  }

  /** What `saveEstimate` stored for these chats, by the id of the chat. */
  estimates(chatIds: readonly string[]): Map<string, unknown> {
    const rows = this.#db
      .prepare(
        'SELECT id, estimate FROM chats WHERE id IN (SELECT value FROM json_each(?)) AND estimate IS NOT NULL',
      )
      .all(JSON.stringify(chatIds)) as { id: string; estimate: unknown }[];
    return new Map(rows.map(({ id, estimate }) => [id, parsed(estimate)]));
  }

  /** Stores an estimate of the chat's prompt as JSON; `null` removes it. */
  saveEstimate(chatId: string, estimate: object | null): void {
    this.#db
      .prepare('UPDATE chats SET estimate = ? WHERE id = ?')
      .run(estimate && JSON.stringify(estimate), chatId);
  }

  /** Shows the path that leads through `message` and then through the newest message at each step. */
  selectVersion(message: Message): void {
    this.#db
      .prepare('UPDATE chats SET tip_id = ? WHERE id = ?')
      .run(newestBelow(message.id, linksOf(this.#db, message.chatId)), message.chatId);
  }

  /** The tree of a chat; see `treeOf`. */
  tree(chatId: string): TreeNode[] {
    return treeOf(this.#db, chatId);
  }

  /** A new chat of the messages up to `message`. */
  forkChat({ id, chatId }: Message, title: string): Chat {
    return this.transaction(() =>
      this.chat(copyPath(this.#db, chatId, id, title, linksOf(this.#db, chatId)))!,
    );
  }

  /** Deletes `message` with all that follows it; `restoreMessage` undoes it. Returns the end of the path that was shown. */
  deleteMessage(message: Message): string {
    const links = linksOf(this.#db, message.chatId);
    const tip = shownTip(this.#db, message.chatId, links);
    this.transaction(() => deleteFrom(this.#db, message, links, tip));
    return tip ?? message.id;
  }

  /** A message that was deleted; see `deletedMessage`. */
  deletedMessage(id: string): { chatId: string; isBelowDeleted: boolean } | null {
    return deletedMessage(this.#db, id);
  }

  restoreMessage(chatId: string, messageId: string, tipId: string): void {
    this.transaction(() => restoreFrom(this.#db, chatId, messageId, tipId));
  }

  /** Deletes for good what was deleted 30 days ago; returns the chats whose messages these were. */
  purgeMessages(): string[] {
    const time = Date.now() - keepDeletedMs;
    const chats = chatsWithDeleted(this.#db, time);
    for (const chatId of chats) this.transaction(() => purgeDeleted(this.#db, chatId, time));
    return chats;
  }

  /** Adds a version of an answer with the user's text. */
  addEdited(message: Message, parts: readonly MessagePart[]): Message {
    return this.message(this.transaction(() => addEdited(this.#db, message, parts)))!;
  }

  /**
   * The value of a setting; `undefined` if it was never saved or does not match `form`. A value that does not match is set
   * aside under another name.
   */
  setting<Value>(name: string, form: z.ZodType<Value>): Value | undefined {
    const row = this.#db.prepare('SELECT value FROM settings WHERE name = ?').get(name) as
      | { value: unknown }
      | undefined;
    if (row === undefined) return undefined;
    const { success, data } = form.safeParse(parsed(row.value));
    if (success) return data;
    this.setSettingAside(name);
    return undefined;
  }

  /** Copies a damaged setting to another name before it is overwritten. */
  setSettingAside(name: string): void {
    this.#db
      .prepare(
        `INSERT OR REPLACE INTO settings (name, value) SELECT name || '-damaged', value FROM settings WHERE name = ?`,
      )
      .run(name);
    this.#onDamagedSetting(name);
  }

  saveSetting(name: string, value: unknown): void {
    this.#db
      .prepare(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, JSON.stringify(value));
  }

  /** Runs `work` in one transaction; within another transaction, as a part of it. */
  transaction<Result>(work: () => Result): Result {
    return this.#db.transaction(work);
  }

  close(): void {
    this.#db.close();
  }
}
