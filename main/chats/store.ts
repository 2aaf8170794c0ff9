/** Chats and their messages, as they lie in the database. */
import { randomUUID } from 'node:crypto';
import type { Anatomy, BenchmarkRun, Ceilings, DayStatistics, PhaseWork } from '../contract/lens-types.ts';
import type { Backend, Chat, DeletedChat, Ending, Message, Overflow, Timings } from '../contract/types.ts';
import { sumOfWork, workOf } from '../lens/work.ts';
import type { Db } from './database.ts';
import { isDiskFull } from '../disk-full.ts';
import { statisticsOf } from './statistics.ts';

interface ChatRow {
  id: string;
  title: string;
  created_at: number;
  updated_at: number;
  tip_id: string | null;
  overflow: Overflow;
  first_kept_id: string | null;
}

interface MessageRow {
  id: string;
  chat_id: string;
  parent_id: string | null;
  role: 'user' | 'model';
  text: string;
  reasoning: string;
  model_name: string | null;
  created_at: number;
  ending: Ending | null;
  problem: string | null;
  timings: string | null;
}

/** The sampled tokens of an answer and the identity of the model that sampled them. */
export interface AnswerTokens {
  tokens: number[];
  model: string;
}

export interface NewMessage {
  chatId: string;
  parentId: string | null;
  role: 'user' | 'model';
  text: string;
  modelName: string | null;
  ending: Ending | null;
}

/** Recently deleted chats are kept for 30 days. */
const keepDeletedMs = 30 * 86_400_000;

const messageColumns =
  'id, chat_id, parent_id, role, text, reasoning, model_name, created_at, ending, problem, timings';

const toChat = (row: ChatRow): Chat => ({
  id: row.id,
  title: row.title,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  overflow: row.overflow,
  firstKeptId: row.first_kept_id,
});

export class Store {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Marks the answers that were running when Hearth last ended. */
  recover(): void {
    this.#db
      .prepare("UPDATE messages SET ending = 'interrupted', problem = ? WHERE ending IS NULL")
      .run('Hearth ended while this answer was running.');
  }

  /** Newest first. */
  chats(): Chat[] {
    return (
      this.#db
        .prepare('SELECT * FROM chats WHERE deleted_at IS NULL ORDER BY updated_at DESC, rowid DESC')
        .all() as ChatRow[]
    ).map(toChat);
  }

  chat(id: string): Chat | null {
    const row = this.#chatRow(id);
    return row ? toChat(row) : null;
  }

  createChat(title: string): Chat {
    const now = Date.now();
    const id = randomUUID();
    this.#db
      .prepare('INSERT INTO chats (id, title, created_at, updated_at) VALUES (?, ?, ?, ?)')
      .run(id, title, now, now);
    return this.chat(id)!;
  }

  renameChat(id: string, title: string): void {
    this.#db.prepare('UPDATE chats SET title = ? WHERE id = ?').run(title, id);
  }

  setOverflow(id: string, overflow: Overflow): void {
    this.#db.prepare('UPDATE chats SET overflow = ? WHERE id = ?').run(overflow, id);
  }

  /** The model sees nothing before this message any more. */
  dropBefore(id: string, firstKeptId: string): void {
    this.#db.prepare('UPDATE chats SET first_kept_id = ? WHERE id = ?').run(firstKeptId, id);
  }

  /** Moves the chat to the recently deleted ones; `restoreChat` brings it back, `purgeChat` deletes it for good. */
  hideChat(id: string): void {
    this.#db.prepare('UPDATE chats SET deleted_at = ? WHERE id = ?').run(Date.now(), id);
  }

  /** False if the chat was deleted for good. */
  restoreChat(id: string): boolean {
    return this.#db.prepare('UPDATE chats SET deleted_at = NULL WHERE id = ?').run(id).changes > 0;
  }

  /** The recently deleted chats, the last deleted first. */
  deletedChats(): DeletedChat[] {
    return (
      this.#db
        .prepare(
          `SELECT id, title, deleted_at, (SELECT count(*) FROM messages WHERE chat_id = chats.id) AS messages
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

  /** Deletes a recently deleted chat for good; false if it is not one. */
  purgeChat(id: string): boolean {
    if (this.#db.prepare('SELECT 1 FROM chats WHERE id = ? AND deleted_at IS NOT NULL').get(id) === undefined)
      return false;
    // The cascade over parent_id recurses once per message of a path, and SQLite ends a recursion at a depth of 1,000.
    this.#db.pragma('foreign_keys = OFF');
    try {
      this.#db.prepare('DELETE FROM messages WHERE chat_id = ?').run(id);
    } finally {
      this.#db.pragma('foreign_keys = ON');
    }
    return this.#db.prepare('DELETE FROM chats WHERE id = ?').run(id).changes > 0;
  }

  /** Adds a message and makes it the end of the chat's path. */
  addMessage(message: NewMessage): Message {
    const id = randomUUID();
    const now = Date.now();
    this.transaction(() => {
      this.#db
        .prepare(
          'INSERT INTO messages (id, chat_id, parent_id, role, text, model_name, created_at, ending) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          id,
          message.chatId,
          message.parentId,
          message.role,
          message.text,
          message.modelName,
          now,
          message.ending,
        );
      this.#db
        .prepare('UPDATE chats SET tip_id = ?, updated_at = ? WHERE id = ?')
        .run(id, now, message.chatId);
    });
    return this.message(id)!;
  }

  /** What a running answer holds so far. */
  saveProgress(id: string, text: string, reasoning: string): void {
    this.#db.prepare('UPDATE messages SET text = ?, reasoning = ? WHERE id = ?').run(text, reasoning, id);
  }

  /** The answer as it ended. */
  finishMessage(
    message: Pick<Message, 'id' | 'chatId' | 'text' | 'reasoning' | 'modelName'> & {
      ending: Ending;
      problem: string | null;
      timings: Timings | null;
    },
    tokens: AnswerTokens | null,
  ): Message {
    this.transaction(() => {
      this.#db
        .prepare(
          'UPDATE messages SET text = ?, reasoning = ?, model_name = ?, ending = ?, problem = ?, timings = ?, tokens = ?, tokens_model = ? WHERE id = ?',
        )
        .run(
          message.text,
          message.reasoning,
          message.modelName,
          message.ending,
          message.problem,
          message.timings && JSON.stringify(message.timings),
          tokens && Buffer.from(Int32Array.from(tokens.tokens).buffer),
          tokens && tokens.model,
          message.id,
        );
      this.#db.prepare('UPDATE chats SET updated_at = ? WHERE id = ?').run(Date.now(), message.chatId);
    });
    return this.message(message.id)!;
  }

  /** Where the time of an answer went. */
  saveAnatomy(id: string, { gapsMs, ...rest }: Anatomy): void {
    this.#db
      .prepare('UPDATE messages SET anatomy = ?, gaps = ? WHERE id = ?')
      .run(JSON.stringify(rest), Buffer.from(Float32Array.from(gapsMs).buffer), id);
  }

  anatomy(id: string): Anatomy | null {
    const row = this.#db.prepare('SELECT anatomy, gaps FROM messages WHERE id = ?').get(id) as
      | { anatomy: string | null; gaps: Buffer | null }
      | undefined;
    if (!row?.anatomy) return null;
    const gaps = Uint8Array.from(row.gaps ?? []);
    return {
      ...(JSON.parse(row.anatomy) as Omit<Anatomy, 'gapsMs'>),
      gapsMs: [...new Float32Array(gaps.buffer)],
    };
  }

  /** What all answers of the chat of `id` did on the backend and device that it ran on. */
  chatWork(id: string): PhaseWork {
    const rows = this.#db
      .prepare(
        `SELECT other.timings, other.anatomy FROM messages AS other JOIN messages AS this ON this.chat_id = other.chat_id
         WHERE this.id = ? AND other.anatomy IS NOT NULL AND other.timings IS NOT NULL
         AND other.anatomy ->> '$.setup.backend' = this.anatomy ->> '$.setup.backend'
         AND other.anatomy ->> '$.setup.device' = this.anatomy ->> '$.setup.device'`,
      )
      .all(id) as { timings: string; anatomy: string }[];
    return sumOfWork(
      rows.map(({ timings, anatomy }) =>
        workOf(JSON.parse(timings) as Timings, JSON.parse(anatomy) as Omit<Anatomy, 'gapsMs'>),
      ),
    );
  }

  ceilings(backend: Backend, device: string): Ceilings | null {
    const row = this.#db
      .prepare('SELECT ceilings FROM ceilings WHERE backend = ? AND device = ?')
      .get(backend, device) as { ceilings: string } | undefined;
    return row ? (JSON.parse(row.ceilings) as Ceilings) : null;
  }

  /** Of every backend and device that was measured. */
  allCeilings(): Ceilings[] {
    const rows = this.#db.prepare('SELECT ceilings FROM ceilings').all() as { ceilings: string }[];
    return rows.map(({ ceilings }) => JSON.parse(ceilings) as Ceilings);
  }

  saveCeilings(ceilings: Ceilings): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO ceilings (backend, device, ceilings) VALUES (?, ?, ?)')
      .run(ceilings.backend, ceilings.device, JSON.stringify(ceilings));
  }

  /** Newest first. */
  benchmarkRuns(): BenchmarkRun[] {
    return (
      this.#db.prepare('SELECT run FROM benchmark_runs ORDER BY started_at DESC').all() as { run: string }[]
    ).map(({ run }) => JSON.parse(run) as BenchmarkRun);
  }

  saveBenchmarkRun(run: BenchmarkRun): void {
    this.#db
      .prepare('INSERT INTO benchmark_runs (id, started_at, run) VALUES (?, ?, ?)')
      .run(run.id, run.startedAt, JSON.stringify(run));
  }

  deleteBenchmarkRun(id: string): void {
    this.#db.prepare('DELETE FROM benchmark_runs WHERE id = ?').run(id);
  }

  /** Of the last `days`, today among them; see `statisticsOf`. */
  statistics(days: number): DayStatistics[] {
    return statisticsOf(this.#db, days);
  }

  message(id: string): Message | null {
    const row = this.#db.prepare(`SELECT ${messageColumns} FROM messages WHERE id = ?`).get(id) as
      | MessageRow
      | undefined;
    return row ? this.#toMessage(row, this.#siblings(row)) : null;
  }

  /** The tokens of an answer, if `model` sampled them. */
  tokensOf(id: string, model: string): number[] | null {
    const row = this.#db
      .prepare('SELECT tokens FROM messages WHERE id = ? AND tokens_model = ?')
      .get(id, model) as { tokens: Buffer | null } | undefined;
    if (!row?.tokens) return null;
    const bytes = Uint8Array.from(row.tokens);
    return [...new Int32Array(bytes.buffer)];
  }

  /** The messages from the first to `tip`, or to the end of the path that is shown. */
  path(chatId: string, tip: string | null = this.#chatRow(chatId)?.tip_id ?? null): Message[] {
    if (tip === null) return [];
    const rows = this.#db
      .prepare(
        `WITH RECURSIVE path (id, depth) AS (
           SELECT ?, 0
           UNION ALL SELECT messages.parent_id, depth + 1 FROM path JOIN messages USING (id)
           WHERE messages.parent_id IS NOT NULL
         )
         SELECT ${messageColumns} FROM path JOIN messages USING (id) ORDER BY depth DESC`,
      )
      .all(tip) as MessageRow[];
    const versions = this.#versionsByParent(chatId);
    return rows.map((row) => this.#toMessage(row, versions.get(row.parent_id) ?? [row.id]));
  }

  /** Makes the path through `message`, and through the newest of what followed it, the one that is shown. */
  selectVersion(message: Message): void {
    let tip = message.id;
    for (;;) {
      const next = this.#db
        .prepare('SELECT id FROM messages WHERE parent_id = ? ORDER BY created_at DESC, rowid DESC LIMIT 1')
        .get(tip) as { id: string } | undefined;
      if (!next) break;
      tip = next.id;
    }
    this.#db.prepare('UPDATE chats SET tip_id = ? WHERE id = ?').run(tip, message.chatId);
  }

  setting(name: string): unknown {
    const row = this.#db.prepare('SELECT value FROM settings WHERE name = ?').get(name) as
      | { value: string }
      | undefined;
    return row ? JSON.parse(row.value) : undefined;
  }

  saveSetting(name: string, value: unknown): void {
    this.#db
      .prepare(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, JSON.stringify(value));
  }

  /** All or nothing; within another one, part of that. */
  transaction<Result>(work: () => Result): Result {
    if (this.#db.inTransaction) return work();
    // Not by the library's own: where the disk is full SQLite has rolled back already, and it would tell of that alone.
    this.#db.exec('BEGIN');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    try {
      // Leaves one whole file behind instead of a log to be replayed.
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // Then the log is replayed.
      if (!isDiskFull(error)) throw error;
    } finally {
      this.#db.close();
    }
  }

  #chatRow(id: string): ChatRow | undefined {
    return this.#db.prepare('SELECT * FROM chats WHERE id = ? AND deleted_at IS NULL').get(id) as
      | ChatRow
      | undefined;
  }

  #siblings(row: MessageRow): string[] {
    return (
      this.#db
        .prepare('SELECT id FROM messages WHERE chat_id = ? AND parent_id IS ? ORDER BY created_at, rowid')
        .all(row.chat_id, row.parent_id) as { id: string }[]
    ).map(({ id }) => id);
  }

  #versionsByParent(chatId: string): Map<string | null, string[]> {
    const rows = this.#db
      .prepare('SELECT id, parent_id FROM messages WHERE chat_id = ? ORDER BY created_at, rowid')
      .all(chatId) as { id: string; parent_id: string | null }[];
    const versions = new Map<string | null, string[]>();
    for (const { id, parent_id } of rows) versions.set(parent_id, [...(versions.get(parent_id) ?? []), id]);
    return versions;
  }

  #toMessage(row: MessageRow, versions: string[]): Message {
    return {
      id: row.id,
      chatId: row.chat_id,
      parentId: row.parent_id,
      role: row.role,
      text: row.text,
      reasoning: row.reasoning,
      modelName: row.model_name,
      createdAt: row.created_at,
      ending: row.ending,
      problem: row.problem,
      timings: row.timings === null ? null : (JSON.parse(row.timings) as Timings),
      versions,
    };
  }
}
