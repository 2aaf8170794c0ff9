/**
 * KV states on disk, so that a chat read once is not read again after a switch, an unload or a restart.
 *
 * A snapshot is two files, named after their chat: `CHAT.ID.state`, which llama.cpp writes and reads, and
 * `CHAT.ID.json`, which says what it is. The second is renamed into place last, so what has none is half-written. Its
 * digest covers both and is checked before native code sees a byte: a wrong state can crash the process, or worse,
 * answer from another conversation.
 *
 * Only the first file needs the sequence. The second is written by `seal`, in idle time, so that nobody who sends a
 * message waits for a digest over all of the first.
 */
import { createHash, randomFillSync, randomUUID, type Hash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LlamaContextSequence } from 'node-llama-cpp';
import type { Span } from '../prompt/prompt.ts';
import { diskReserveBytes, freeBytes } from '../../system/disk-space.ts';
import type { StopSign } from '../process/stop-sign.ts';

export interface Snapshot {
  id: string;
  chatId: string;
  tokens: Uint32Array;
  spans: Span[];
  bytes: number;
  /** Ms since the epoch. */
  usedAt: number;
}

interface Written {
  key: string;
  /** Of the model's file, so that another model can be told from other settings. */
  model: string;
  chatId: string;
  /** Base64 of 32-bit little-endian token ids. */
  tokens: string;
  spans: Span[];
  bytes: number;
}

interface Stored extends Written {
  /** Of node-llama-cpp and llama.cpp (`engineBuildText`); older states lack it. */
  build?: string;
  /** Of the description and the state. */
  digest: string;
  /** Of the description alone, which is used before the state is read. */
  ownDigest: string;
}

/** Large enough to tell the speed of the disk and not that of opening a file; in bytes. */
const trialBytes = 64e6;

/** Between the writer and the rest of an id. */
const writerMark = '~';

/** Why a chat has no snapshot that serves. */
export type Loss = 'evicted' | 'refused' | 'other-model' | 'other-settings';

interface Log {
  (level: 'info' | 'warn', text: string): void;
}

/** A file as it was when its content was last known to be right: whoever writes to it changes that. */
type Stamp = string;

export class Snapshots {
  readonly #folder: string;
  readonly #key: string;
  readonly #model: string;
  /** The builds that write the states, for those who ask what a new version can read. */
  readonly #build: string;
  readonly #log: Log;
  /** So much of the disk stays free, whatever the budget says. */
  readonly #reserveBytes: number;
  /** See `EngineConfig.snapshots`; empty: none. */
  readonly #writer: string;
  readonly #mine = new Map<string, Snapshot>();
  /** Those whose state is written and whose description is not yet. */
  readonly #unsealed = new Set<Snapshot>();
  /** Of states whose digest this process made or checked: they need not be read a second time. */
  readonly #checked = new Map<string, Stamp>();
  /** Why chats lost what they had, for those who ask; this process' memory alone. */
  readonly #lost = new Map<string, Loss>();

  private constructor(
    folder: string,
    key: string,
    model: string,
    log: Log,
    reserveBytes: number,
    build: string,
    writer: string,
  ) {
    this.#writer = writer;
    this.#build = build;
    this.#folder = folder;
    this.#key = key;
    this.#model = model;
    this.#log = log;
    this.#reserveBytes = reserveBytes;
  }

  /**
   * Reads what is in `folder`, and removes what is half-written or broke an engine. Without a folder that can be used there are
   * no states, and none are kept.
   */
  static async open(
    folder: string,
    key: string,
    model: string,
    log: Log,
    reserveBytes = diskReserveBytes,
    build = '',
    writer = '',
  ): Promise<Snapshots> {
    const snapshots = new Snapshots(folder, key, model, log, reserveBytes, build, writer);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      log('warn', `the folder of snapshots cannot be used: ${String(error)}`);
    }
    const names = new Set(snapshots.#names());
    for (const name of names) {
      const [chatId, id, kind] = name.split('.');
      if (!snapshots.#isOwn(id)) continue;
      if (kind === 'trying') {
        // The process died between marking and unmarking it.
        log('warn', `a snapshot whose restore ended the engine is removed: ${id}`);
        snapshots.#lost.set(chatId!, 'refused');
        snapshots.#remove(chatId!, id!);
      } else if (kind === 'state' && !names.has(`${chatId}.${id}.json`)) snapshots.#remove(chatId!, id!);
      else if (kind === 'tmp') snapshots.#removeFile(join(folder, name));
    }
    for (const name of snapshots.#names()) {
      const [chatId, id, kind] = name.split('.');
      if (kind === 'json') snapshots.#readMeta(chatId!, id!);
    }
    return snapshots;
  }

  /** Whether this id is one that this engine, or one of its place before it, would give. */
  #isOwn(id = ''): boolean {
    const at = id.indexOf(writerMark);
    return (at === -1 ? '' : id.slice(0, at)) === this.#writer;
  }

  #newId(): string {
    return this.#writer === '' ? randomUUID() : `${this.#writer}${writerMark}${randomUUID()}`;
  }

  all(): Iterable<Snapshot> {
    return this.#mine.values();
  }

  /** What decides which states this engine can use. */
  get key(): string {
    return this.#key;
  }

  /** What became of a chat's snapshots, where they are gone. */
  lossOf(chatId: string): Loss | null {
    return this.#lost.get(chatId) ?? null;
  }

  /**
   * Writes the state of `sequence`, which serves this process from now on, and the next ones once it is sealed. `null`
   * where it is not written: `expectedBytes` more would touch the reserve, or the disk failed.
   */
  async save(
    sequence: LlamaContextSequence,
    chatId: string,
    spans: Span[],
    budgetBytes: number,
    expectedBytes: number,
  ): Promise<{ bytes: number; ms: number } | null> {
    const id = this.#newId();
    const path = this.#path(chatId, id, 'state');
    const tokens = Uint32Array.from(sequence.contextTokens as unknown as number[]);
    try {
      // Somebody may have removed it since the last one.
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      if (!(await this.#hasRoomFor(expectedBytes, budgetBytes))) return null;
      const startedAt = performance.now();
      const { fileSize: bytes } = await sequence.saveStateToFile(path);
      await chmod(path, 0o600);
      // llama.cpp does not look whether the last bytes found room when it closes the file.
      if ((await stat(path)).size !== bytes) throw new Error('it was cut off');
      const snapshot: Snapshot = { id, chatId, tokens, spans, bytes, usedAt: Date.now() };
      this.#mine.set(id, snapshot);
      this.#dropContained(snapshot, this.#unsealed);
      this.#unsealed.add(snapshot);
      this.#lost.delete(chatId);
      const ms = performance.now() - startedAt;
      await this.keepWithin(budgetBytes);
      return { bytes, ms };
    } catch (error) {
      this.#remove(chatId, id);
      this.#log('warn', `a snapshot was not written: ${String(error)}`);
      return null;
    }
  }

  /** Writes and reads a file as large as a small state, and removes it; `null` if there is no room for it, or the disk failed. */
  async tryDisk(): Promise<{ bytes: number; writeMs: number; readMs: number } | null> {
    // A name that is removed at the next start if this process is killed.
    const path = join(this.#folder, `trial.${this.#newId()}.tmp`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      if ((await freeBytes(this.#folder)) - trialBytes < this.#reserveBytes) return null;
      const content = randomFillSync(Buffer.allocUnsafe(trialBytes));
      const startedAt = performance.now();
      await writeFile(path, content, { mode: 0o600 });
      const writtenAt = performance.now();
      await readFile(path);
      return { bytes: trialBytes, writeMs: writtenAt - startedAt, readMs: performance.now() - writtenAt };
    } catch (error) {
      this.#log('warn', `the disk was not measured: ${String(error)}`);
      return null;
    } finally {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }

  /** Describes what was saved, so that it outlives this process; what is left when stopped is for the next time. */
  async seal(stop: StopSign): Promise<void> {
    for (const snapshot of [...this.#unsealed].toReversed())
      if (stop.stopped || !(await this.#sealOne(snapshot, stop))) return;
  }

  /** False when it was stopped. */
  async #sealOne(snapshot: Snapshot, stop: StopSign): Promise<boolean> {
    const { id, chatId, tokens, spans, bytes } = snapshot;
    const written: Written = {
      key: this.#key,
      model: this.#model,
      chatId,
      tokens: Buffer.from(tokens.buffer).toString('base64'),
      spans,
      bytes,
    };
    try {
      const digest = await this.#digestOf(id, written, stop);
      if (digest === null) return false;
      const stored: Stored = {
        ...written,
        build: this.#build,
        digest,
        ownDigest: startDigest(written).digest('hex'),
      };
      const temporary = join(this.#folder, `${chatId}.${id}.tmp`);
      await writeFile(temporary, JSON.stringify(stored), { mode: 0o600 });
      await rename(temporary, this.#path(chatId, id, 'json'));
      this.#unsealed.delete(snapshot);
      this.#dropContained(snapshot, this.#mine.values());
    } catch (error) {
      this.#log('warn', `a snapshot was not written: ${String(error)}`);
      this.#drop(snapshot);
    }
    return true;
  }

  /** Loads a state into `sequence`; `null` when it is refused, and then it is gone. */
  async restore(
    snapshot: Snapshot,
    sequence: LlamaContextSequence,
  ): Promise<{ bytes: number; ms: number } | null> {
    const { chatId, id } = snapshot;
    const startedAt = performance.now();
    const path = this.#path(chatId, id, 'state');
    const trying = this.#path(chatId, id, 'trying');
    try {
      if (this.#unsealed.has(snapshot)) await this.#sealOne(snapshot, { stopped: false });
      if (this.#checked.get(id) !== (await stampOf(path))) await this.#check(snapshot);
      // node-llama-cpp 3.22 would keep the checkpoints of what was there before, and rewind to them.
      await sequence.clearHistory();
      await writeFile(trying, '', { mode: 0o600 });
      await sequence.loadStateFromFile(path, { acceptRisk: true });
      await rm(trying, { force: true });
      const loaded = sequence.contextTokens as unknown as number[];
      if (
        loaded.length !== snapshot.tokens.length ||
        loaded.some((token, index) => token !== snapshot.tokens[index])
      )
        throw new Error('it holds other tokens');
      // The file holds no checkpoints, and a recurrent model could not go back by even one token.
      if (sequence.needsCheckpoints) await sequence.takeCheckpoint();
      snapshot.usedAt = Date.now();
      this.#touch(this.#path(chatId, id, 'json'));
      return { bytes: snapshot.bytes, ms: performance.now() - startedAt };
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!isGone) this.#log('warn', `a snapshot is refused and removed: ${String(error)}`);
      this.#lost.set(chatId, isGone ? 'evicted' : 'refused');
      this.#drop(snapshot);
      return null;
    }
  }

  /** Throws where the state is not the one that was described. */
  async #check({ id, chatId }: Snapshot): Promise<void> {
    const { digest, ...written } = readStored(this.#path(chatId, id, 'json'));
    const { size } = await stat(this.#path(chatId, id, 'state'));
    if (size !== written.bytes || (await this.#digestOf(id, written)) !== digest)
      throw new Error('its digest does not match');
  }

  /** Of a description and its state; `null` when it was stopped. */
  async #digestOf(id: string, written: Written, stop?: StopSign): Promise<string | null> {
    const path = this.#path(written.chatId, id, 'state');
    const stamp = await stampOf(path);
    const hash = startDigest(written);
    const file = await open(path, 'r');
    try {
      // One chunk is read while the one before is digested.
      let [free, full] = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)];
      let { bytesRead } = await file.read(full, 0, chunkBytes);
      while (bytesRead > 0) {
        const reading = file.read(free, 0, chunkBytes);
        hash.update(full.subarray(0, bytesRead));
        ({ bytesRead } = await reading);
        [free, full] = [full, free];
        if (stop?.stopped) return null;
      }
    } finally {
      await file.close();
    }
    this.#checked.set(id, stamp);
    return hash.digest('hex');
  }

  /** Removes what is gone with this chat or document. */
  forget(chatId: string, isGone: (snapshot: Snapshot) => boolean): void {
    for (const snapshot of this.#mine.values()) if (isGone(snapshot)) this.#drop(snapshot);
    this.#lost.delete(chatId);
  }

  /** Removes all of this model. */
  clear(): void {
    for (const snapshot of this.#mine.values()) this.#drop(snapshot);
  }

  /** Removes the least recently used of all models' until the rest fits, and `more` beside it. */
  async keepWithin(budgetBytes: number, more = 0): Promise<void> {
    const files = await this.#files();
    if (files.length === 0) return;
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const free = await freeBytes(this.#folder);
    // What is there now counts as free, since it can be removed.
    const limit = Math.max(0, Math.min(budgetBytes, free + total - this.#reserveBytes) - more);
    for (const { chatId, id, bytes } of files.toSorted((a, b) => a.usedAt - b.usedAt)) {
      if (total <= limit) return;
      total -= bytes;
      this.#lost.set(chatId, 'evicted');
      const mine = this.#mine.get(id);
      if (mine) this.#drop(mine);
      else this.#remove(chatId, id);
    }
  }

  /** Older states make room for a newer one. */
  async #hasRoomFor(bytes: number, budgetBytes: number): Promise<boolean> {
    const isRoom = async (): Promise<boolean> =>
      (await freeBytes(this.#folder)) - bytes >= this.#reserveBytes;
    if (await isRoom()) return true;
    await this.keepWithin(budgetBytes, bytes);
    return isRoom();
  }

  /** Drops those of `others` that say nothing more of the chat than `snapshot` does. */
  #dropContained(snapshot: Snapshot, others: Iterable<Snapshot>): void {
    for (const other of others)
      if (other !== snapshot && other.chatId === snapshot.chatId && startsWith(snapshot.tokens, other.tokens))
        this.#drop(other);
  }

  async #files(): Promise<{ chatId: string; id: string; bytes: number; usedAt: number }[]> {
    const found = [];
    for (const name of this.#names()) {
      const [chatId, id, kind] = name.split('.');
      if (kind !== 'state') continue;
      const [meta, state] = await Promise.all([
        stat(this.#path(chatId!, id!, 'json')).catch(() => null),
        stat(join(this.#folder, name)).catch(() => null),
      ]);
      if (state)
        found.push({
          chatId: chatId!,
          id: id!,
          bytes: state.size + (meta?.size ?? 0),
          usedAt: (meta ?? state).mtimeMs,
        });
    }
    return found;
  }

  #readMeta(chatId: string, id: string): void {
    const path = this.#path(chatId, id, 'json');
    try {
      const stored = readStored(path);
      if (startDigest(stored).digest('hex') !== stored.ownDigest || stored.chatId !== chatId)
        throw new Error('its digest does not match');
      const { key, model, tokens, spans, bytes } = stored;
      if (key !== this.#key) {
        if (!this.#lost.has(chatId))
          this.#lost.set(chatId, model === this.#model ? 'other-settings' : 'other-model');
        return;
      }
      const raw = Buffer.from(tokens, 'base64');
      const usedAt = statSync(path).mtimeMs;
      this.#mine.set(id, {
        id,
        chatId,
        tokens: new Uint32Array(Uint8Array.from(raw).buffer),
        spans,
        bytes,
        usedAt,
      });
    } catch (error) {
      this.#log('warn', `a snapshot's description cannot be read, so it is removed: ${String(error)}`);
      this.#lost.set(chatId, 'refused');
      this.#remove(chatId, id);
    }
  }

  #drop(snapshot: Snapshot): void {
    this.#mine.delete(snapshot.id);
    this.#unsealed.delete(snapshot);
    this.#checked.delete(snapshot.id);
    this.#remove(snapshot.chatId, snapshot.id);
  }

  /** The description first: without it the rest is half-written. */
  #remove(chatId: string, id: string): void {
    for (const kind of ['json', 'state', 'trying', 'tmp'] as const)
      this.#removeFile(join(this.#folder, `${chatId}.${id}.${kind}`));
  }

  /** Removes what has the name of a file of ours, even a folder; what cannot be removed is left. */
  #removeFile(path: string): void {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      this.#log('warn', `${path} cannot be removed: ${String(error)}`);
    }
  }

  /** Notes when a state was last used; without that it is evicted a little earlier. */
  #touch(path: string): void {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch (error) {
      this.#log('warn', `${path} cannot be changed: ${String(error)}`);
    }
  }

  /** The names in the folder; none if it cannot be read. */
  #names(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      return [];
    }
  }

  #path(chatId: string, id: string, kind: 'json' | 'state' | 'trying'): string {
    return join(this.#folder, `${chatId}.${id}.${kind}`);
  }
}

const startsWith = (whole: Uint32Array, start: Uint32Array): boolean =>
  start.length <= whole.length && start.every((token, index) => token === whole[index]);

/** Throws if the file cannot be read, or holds no description at all; its digest tells whether a description is whole. */
const readStored = (path: string): Stored => {
  const text = readFileSync(path, 'utf8');
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
  if (typeof stored !== 'object' || stored === null) throw new Error('it is no description');
  return stored as Stored;
};

const startDigest = ({ key, model, chatId, tokens, spans, bytes }: Written): Hash =>
  createHash('sha256').update(JSON.stringify([key, model, chatId, tokens, spans, bytes]));

/** So many bytes are read at a time; between two of them it can be stopped. */
const chunkBytes = 1024 * 1024;

const stampOf = async (path: string): Promise<Stamp> => {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(':');
};
