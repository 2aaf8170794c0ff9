/**
 * Lets the loaded model read documents while nobody waits for it, at once or at night, on mains power, so that a chat about one of them
 * begins at the cost of a restore. What is left to read is stored, so that a restart does not forget it.
 */
import { z } from 'zod';
import type { ReadingAhead } from '../../shared/contract/documents.ts';
import { documentOwner, ownedDocument } from '../../shared/engine/document-owner.ts';
import type { Engine, PreparedPrompt } from '../../shared/engine/engine.ts';
import type { Log } from '../../system/log.ts';
import type { EngineQueue } from '../engines/queue.ts';
import { createPreparer } from './preparing.ts';
import type { Store } from './store.ts';

/** Night is from the first hour to the second, by local time. */
const night = { from: 23, until: 6 };

/** The time between two looks at the clock, in ms. */
const lookMs = 30_000;

/** The shortest time between two reports of a progress, in ms. */
const tellMs = 500;

/** A document is given up after its reading has ended the engine this often, as by the preparer. */
const mostLosses = 2;

/** The name of the setting with the documents that are left to read. */
const setting = 'documents-to-read';
const form = z.array(z.object({ documentId: z.string(), night: z.boolean() }));

interface Dependencies {
  store: Store;
  engine: Engine;
  queue: EngineQueue;
  /** The beginning of a new chat up to the end of a document; `null` if the document is gone or has no text. */
  promptOf: (documentId: string) => PreparedPrompt | null;
  isOnBattery: () => boolean;
  /** Whether `isOnBattery` is more than an assumption. */
  knowsPower: boolean;
  /** Whether the loaded model has a state of the whole document. */
  isRead: (documentId: string) => boolean;
  /** The model is used, so that it is not unloaded meanwhile. */
  onUsed: () => void;
  /** Says once why a document was not read. */
  tell: (documentId: string, why: 'too-long' | 'engine' | 'gone') => void;
  /** Nothing is left to read. */
  onEnd: () => void;
  onChange: (state: ReadingAhead | null) => void;
  log: Log;
  now?: () => Date;
}

export interface ReadAhead {
  add(documentIds: readonly string[], isAtNight: boolean): void;
  stop(): void;
  /** These documents are gone. */
  removed(documentIds: readonly string[]): void;
  readonly state: ReadingAhead | null;
  close(): void;
}

export const createReadingAhead = (deps: Dependencies): ReadAhead => {
  const { store, engine, queue, promptOf, isOnBattery, knowsPower, onEnd, onChange, log } = deps;
  const now = deps.now ?? (() => new Date());
  let wanted = store.setting(setting, form) ?? [];
  const losses = new Map<string, number>();
  let share = 0;
  let toldAt = 0;

  const isNight = (): boolean => {
    const hour = now().getHours();
    return hour >= night.from || hour < night.until;
  };
  const due = (): typeof wanted => wanted.filter((one) => !one.night || isNight());
  const state = (): ReadingAhead | null => {
    if (wanted.length === 0) return null;
    const first = due();
    return {
      documentIds: [...first, ...wanted.filter((one) => !first.includes(one))].map(
        ({ documentId }) => documentId,
      ),
      share,
      waitsFor: first.length === 0 ? 'night' : (preparer.state?.waitsFor ?? null),
      knowsPower,
    };
  };
  /** Ends the reading of a document; `why`: it was not read. */
  const end = (documentId: string, why: Parameters<typeof deps.tell>[1] | null): void => {
    if (!wanted.some((one) => one.documentId === documentId)) return;
    share = 0;
    keep(wanted.filter((one) => one.documentId !== documentId));
    if (why !== null) deps.tell(documentId, why);
    tell();
  };
  const tell = (): void => {
    toldAt = performance.now();
    onChange(state());
  };
  const keep = (next: typeof wanted): void => {
    wanted = next;
    store.saveSetting(setting, wanted);
  };

  const preparer = createPreparer({
    promptOf: (owner) => {
      const documentId = ownedDocument(owner) ?? '';
      const prompt = promptOf(documentId);
      if (prompt === null) end(documentId, 'gone');
      return prompt;
    },
    engine,
    queue,
    isHeldBack: isOnBattery,
    onEnd,
    onChange: tell,
    log,
  });
  engine.can.cache?.listen({
    onCache: () => undefined,
    onDraft: () => undefined,
    onCounted: () => undefined,
    onPreparing: (owner, done, total) => {
      if (owner !== documentOwner(due()[0]?.documentId ?? '')) return;
      share = total === 0 ? 1 : done / total;
      deps.onUsed();
      if (performance.now() - toldAt >= tellMs) tell();
    },
    onPrepared: (owner, how) => {
      const documentId = ownedDocument(owner);
      if (documentId === null) return;
      if (how === 'done') end(documentId, deps.isRead(documentId) ? null : 'too-long');
      if (how !== 'lost') return;
      const count = (losses.get(documentId) ?? 0) + 1;
      losses.set(documentId, count);
      if (count >= mostLosses) end(documentId, 'engine');
    },
  });

  /** Whether a document of the night is among those that are being read. */
  let isOfNight = false;
  /** The documents for which an unloaded model was loaded: once, because the user may unload it again. */
  let loadedFor = '';
  const load = (ready: typeof wanted): void => {
    const these = ready.map(({ documentId }) => documentId).join();
    if (these === loadedFor || ready.length === 0 || isOnBattery()) return;
    loadedFor = these;
    // If that fails, the header says why.
    if (engine.status.state === 'unloaded') engine.whenReady().catch(() => undefined);
  };
  const look = (): void => {
    const ready = due();
    load(ready);
    // In the morning, what is left waits for the next night.
    if (isOfNight && !isNight()) preparer.stop();
    isOfNight = ready.some((one) => one.night);
    if (ready.length > 0) preparer.add(ready.map(({ documentId }) => documentOwner(documentId)));
  };
  const timer = setInterval(look, lookMs).unref();
  look();

  return {
    add: (documentIds, isAtNight) => {
      const added = new Set(documentIds);
      keep([
        ...wanted.filter(({ documentId }) => !added.has(documentId)),
        ...documentIds.map((documentId) => ({ documentId, night: isAtNight })),
      ]);
      look();
      tell();
    },
    stop: () => {
      keep([]);
      share = 0;
      preparer.stop();
      tell();
    },
    removed: (documentIds) => {
      const gone = new Set(documentIds);
      if (!wanted.some(({ documentId }) => gone.has(documentId))) return;
      keep(wanted.filter(({ documentId }) => !gone.has(documentId)));
      preparer.stop();
      look();
      tell();
    },
    get state() {
      return state();
    },
    close: () => {
      clearInterval(timer);
      preparer.close();
    },
  };
};
