/** Chats and their messages in the database. */
import type { Told } from '../../shared/words/told.ts';
import { say, writeTold } from '../../shared/words/catalogue.ts';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Anatomy, PhaseWork } from '../../shared/contract/anatomy.ts';
import type { TreeNode } from '../../shared/contract/branches.ts';
import type { BenchmarkRun, Ceilings, DayStatistics } from '../../shared/contract/measuring.ts';
import type { Chat, DeletedChat, Overflow, TitledBy } from '../../shared/contract/chats.ts';
import type { Backend, Thinking } from '../../shared/contract/engine.ts';
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
import { newestBelow, pathTo, versionsByParent, type Links } from './message-tree.ts';
import {
  anatomyOf,
  benchmarkRunOf,
  ceilingsOf,
  timingsOf,
  toChat,
  toMessage,
  wordsOf,
  type ChatRow,
  type MessageRow,
} from './rows.ts';
import { parsed } from '../database/stored-json.ts';
import { rememberModel } from './known-models.ts';
import { readParts, writeParts } from './stored-parts.ts';
import { misdatedAnswers, ownSpeeds, statisticsOf, type OwnSpeed } from './statistics.ts';

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
}

/** How long a recently deleted chat can be restored, in ms. */
const keepDeletedMs = 30 * 86_400_000;

/** What is read of a chat, as expressions in SQL by their names. */
const chatFields: readonly (readonly [name: keyof ChatRow, expression: string])[] = [
  ...(
    [
      'id',
      'title',
      'created_at',
      'updated_at',
      'overflow',
      'first_kept_id',
      'thinking',
      'folder_id',
      'pinned_at',
      'archived_at',
      'titled_by',
      'forked_from',
    ] as const
  ).map((name) => [name, name] as const),
  ['forked_chat', '(SELECT chat_id FROM messages WHERE messages.id = chats.forked_from)'],
];

const chatColumns = chatFields.map(([name, expression]) => `${expression} AS ${name}`).join(', ');

/** The same as one JSON text, which the start reads of thousands of chats in half the time; damaged values can be blobs. */
const chatJson = `json_object(${chatFields
  .map(
    ([name, expression]) =>
      `'${name}', CASE typeof(${expression}) WHEN 'blob' THEN CAST(${expression} AS TEXT) ELSE ${expression} END`,
  )
  .join(', ')})`;

const messageColumns =
  'id, chat_id, parent_id, role, model_name, model_id, created_at, ending, problem, timings, source';

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
    return (
      this.#db
        .prepare(
          `SELECT ${chatJson} AS json FROM chats WHERE deleted_at IS NULL ORDER BY updated_at DESC, rowid DESC`,
        )
        .all() as { json: string }[]
    ).map(({ json }) => toChat(JSON.parse(json) as ChatRow));
  }

  /** Those of the chats that exist and are not deleted, in no particular order. */
  chatsOf(ids: readonly string[]): Chat[] {
    return (
      this.#db
        .prepare(
          `SELECT ${chatColumns} FROM chats WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL`,
        )
        .all(JSON.stringify(ids)) as ChatRow[]
    ).map(toChat);
  }

  chat(id: string): Chat | null {
    const row = this.#db
      .prepare(`SELECT ${chatColumns} FROM chats WHERE id = ? AND deleted_at IS NULL`)
      .get(id) as ChatRow | undefined;
    return row ? toChat(row) : null;
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
      .run(Date.now(), JSON.stringify(ids));
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
    return (
      this.#db
        .prepare(
          `SELECT id, title, deleted_at, (SELECT count(*) FROM messages WHERE chat_id = chats.id AND messages.deleted_at IS NULL) AS messages
           FROM chats WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, rowid DESC`,
        )
        .all() as { id: string; title: string; deleted_at: number; messages: number }[]
    ).map(({ id, title, deleted_at: deletedAt, messages }) => ({
      id,
      title,
      messages,
      deletedAt,
      purgeAt: deletedAt + keepDeletedMs,
    }));
  }

  /** Deletes recently deleted chats for good; other chats stay. */
  purgeChats(ids: readonly string[]): void {
    const purged =
      'SELECT chats.id FROM chats, json_each(?) WHERE chats.id = value AND deleted_at IS NOT NULL';
    const given = JSON.stringify(ids);
    this.transaction(() => {
      // The cascade over parent_id would recurse once per message of a path, and SQLite limits recursion to a depth of 1,000.
      this.#db
        .prepare(
          `UPDATE messages SET parent_id = NULL
           WHERE parent_id IN (SELECT id FROM messages WHERE chat_id IN (${purged}))`,
        )
        .run(given);
      this.#db.prepare(`DELETE FROM chats WHERE id IN (${purged})`).run(given);
    });
  }

  /** Adds a message and makes it the end of the chat's path. An archived chat returns to the list. */
  addMessage(message: NewMessage): Message {
    const id = message.id ?? randomUUID();
    const now = Date.now();
    this.transaction(() => {
      this.#db
        .prepare(
          'INSERT INTO messages (id, chat_id, parent_id, role, model_name, created_at, ending) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(id, message.chatId, message.parentId, message.role, message.modelName, now, message.ending);
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

  ceilings(backend: Backend, device: string): Ceilings | null {
    return this.allCeilings().find((one) => one.backend === backend && one.device === device) ?? null;
  }

  /** The measured limits of every backend and device. */
  allCeilings(): Ceilings[] {
    return (this.#db.prepare('SELECT ceilings AS json FROM ceilings').all() as { json: unknown }[]).flatMap(
      ({ json }) => ceilingsOf(json) ?? [],
    );
  }

  saveCeilings(ceilings: Ceilings): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO ceilings (backend, device, ceilings) VALUES (?, ?, ?)')
      .run(ceilings.backend, ceilings.device, JSON.stringify(ceilings));
  }

  /** The decode speed of each model in its own answers. */
  ownSpeeds(): OwnSpeed[] {
    return ownSpeeds(this.#db);
  }

  /** All benchmark runs, newest first. */
  benchmarkRuns(): BenchmarkRun[] {
    return (
      this.#db.prepare('SELECT run AS json FROM benchmark_runs ORDER BY started_at DESC').all() as {
        json: unknown;
      }[]
    ).flatMap(({ json }) => benchmarkRunOf(json) ?? []);
  }

  saveBenchmarkRun(run: BenchmarkRun): void {
    this.#db
      .prepare('INSERT INTO benchmark_runs (id, started_at, run) VALUES (?, ?, ?)')
      .run(run.id, run.startedAt, JSON.stringify(run));
  }

  deleteBenchmarkRun(id: string): void {
    this.#db.prepare('DELETE FROM benchmark_runs WHERE id = ?').run(id);
  }

  /** Statistics of the last `days` days, including today; see `statisticsOf`. */
  statistics(days: number): DayStatistics[] {
    return statisticsOf(this.#db, days);
  }

  /** The number of answers that `statistics` leaves out because of a wrong date; see `misdatedAnswers`. */
  misdatedAnswers(days: number): number {
    return misdatedAnswers(this.#db, days);
  }

  message(id: string): Message | null {
    const row = this.#db
      .prepare(`SELECT ${messageColumns} FROM messages WHERE id = ? AND deleted_at IS NULL`)
      .get(id) as MessageRow | undefined;
    return row ? toMessage(row, readParts(this.#db, [id]).get(id) ?? [], this.#siblings(row)) : null;
  }

  /** The tokens of the given answers, by their ids, of those that the model with one of these `identities` sampled. */
  tokensOf(ids: readonly string[], identities: readonly string[]): Map<string, number[]> {
    const rows = this.#db
      .prepare(
        `SELECT id, tokens FROM messages WHERE id IN (SELECT value FROM json_each(?))
         AND tokens_model IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(ids), JSON.stringify(identities)) as { id: string; tokens: unknown }[];
    return new Map(
      rows.flatMap(({ id, tokens }) => {
        const words = wordsOf(tokens);
        return words === null ? [] : [[id, [...new Int32Array(words)]] as const];
      }),
    );
  }

  /** The messages from the first to `tip`; by default, to the end of the path that is shown. */
  path(chatId: string, tip?: string | null): Message[] {
    // All of them in one query: nearly all of a chat's messages are on its path, and each row costs more than its columns.
    const rows = this.#db
      .prepare(
        `SELECT ${messageColumns} FROM messages WHERE chat_id = ? AND deleted_at IS NULL ORDER BY rowid`,
      )
      .all(chatId) as MessageRow[];
    const byId = new Map(rows.map((row) => [String(row.id), row]));
    const links: Links = new Map(
      rows.map(({ id, parent_id: parentId }) => [String(id), typeof parentId === 'string' ? parentId : null]),
    );
    const ids = pathTo(tip === undefined ? this.#shownTip(chatId, links) : tip, links);
    const parts = readParts(this.#db, ids);
    const versions = versionsByParent(links);
    return ids.map((id) =>
      toMessage(byId.get(id)!, parts.get(id) ?? [], versions.get(links.get(id) ?? null) ?? [id]),
    );
  }

  /**
   * The messages of the path that is shown, the last one first. Those that the caller does not take are not read. Their versions
   * are not looked up.
   */
  *backwards(chatId: string): Generator<Message> {
    const newest =
      'SELECT id FROM messages WHERE chat_id = ? AND deleted_at IS NULL ORDER BY rowid DESC LIMIT 1';
    const row = `SELECT ${messageColumns} FROM messages WHERE id = ? AND chat_id = ? AND deleted_at IS NULL`;
    const read = (id: unknown): MessageRow | undefined =>
      this.#db.prepare(row).get(String(id), chatId) as MessageRow | undefined;
    // A damaged end of the path is replaced as in `path`.
    let found =
      read(this.#storedTip(chatId)) ??
      read((this.#db.prepare(newest).get(chatId) as { id: unknown } | undefined)?.id);
    const passed = new Set<string>();
    while (found !== undefined) {
      const id = String(found.id);
      if (passed.has(id)) return;
      passed.add(id);
      yield toMessage(found, readParts(this.#db, [id]).get(id) ?? [], [id]);
      found = read(found.parent_id);
    }
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
      .run(newestBelow(message.id, this.#links(message.chatId)), message.chatId);
  }

  /** The tree of a chat; see `treeOf`. */
  tree(chatId: string): TreeNode[] {
    return treeOf(this.#db, chatId);
  }

  /** A new chat of the messages up to `message`. */
  forkChat({ id, chatId }: Message, title: string): Chat {
    return this.transaction(() => this.chat(copyPath(this.#db, chatId, id, title, this.#links(chatId)))!);
  }

  /** Deletes `message` with all that follows it; `restoreMessage` undoes it. Returns the end of the path that was shown. */
  deleteMessage(message: Message): string {
    const links = this.#links(message.chatId);
    const tip = this.#shownTip(message.chatId, links);
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

  /** The stored end of the path that is shown, which may be damaged; `undefined` if there is no such chat. */
  #storedTip(chatId: string): unknown {
    const row = this.#db
      .prepare('SELECT tip_id FROM chats WHERE id = ? AND deleted_at IS NULL')
      .get(chatId) as { tip_id: unknown } | undefined;
    return row?.tip_id;
  }

  #siblings(row: MessageRow): string[] {
    return (
      this.#db
        .prepare(
          'SELECT id FROM messages WHERE chat_id = ? AND parent_id IS ? AND deleted_at IS NULL ORDER BY rowid',
        )
        .all(row.chat_id as string, row.parent_id as string | null) as { id: string }[]
    ).map(({ id }) => id);
  }

  /** The parent of each message of a chat, in the order in which they were added. */
  #links(chatId: string): Links {
    const rows = this.#db
      .prepare('SELECT id, parent_id FROM messages WHERE chat_id = ? AND deleted_at IS NULL ORDER BY rowid')
      .all(chatId) as { id: string; parent_id: string | null }[];
    return new Map(rows.map(({ id, parent_id: parentId }) => [id, parentId]));
  }

  /** The end of the path that is shown; if that is damaged, the newest message of the chat. `null` if there are no messages. */
  #shownTip(chatId: string, links: Links): string | null {
    const tip = this.#storedTip(chatId);
    if (tip === undefined) return null;
    return typeof tip === 'string' && links.has(tip) ? tip : ([...links.keys()].at(-1) ?? null);
  }
}
